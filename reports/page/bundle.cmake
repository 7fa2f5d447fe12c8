# Puts the bundled script and the styles into the shell and writes the page as a C++ array.
#   cmake -D PAGE=dir -D SCRIPT=file.js -D OUT=file.cpp -D "STYLES=a.css b.css" -P bundle.cmake
cmake_minimum_required(VERSION 3.25)
separate_arguments(STYLES)

set(style "")
foreach(name IN LISTS STYLES)
  file(READ ${PAGE}/${name} text)
  string(APPEND style "${text}")
endforeach()
file(READ ${SCRIPT} script)

file(READ ${PAGE}/shell.html page)
file(READ ${PAGE}/d3.LICENSE license)
string(REPLACE "@LICENSE@" "${license}" page "${page}")
string(REPLACE "@STYLE@" "${style}" page "${page}")
string(REPLACE "@SCRIPT@" "${script}" page "${page}")

file(WRITE ${OUT}.html "${page}")
file(READ ${OUT}.html bytes HEX)
string(REGEX REPLACE "(..)" "0x\\1," bytes "${bytes}")
file(WRITE ${OUT} "#include \"reports/page_text.hpp\"\nnamespace clino {\nnamespace {\nconstexpr unsigned char bytes[] = {${bytes}};\n}\nstd::string_view page_text() { return {reinterpret_cast<const char*>(bytes), sizeof bytes}; }\n}  // namespace clino\n")
