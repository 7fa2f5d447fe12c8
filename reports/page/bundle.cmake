# Joins shell, styles and modules into one page and writes it as a C++ array.
#   cmake -D PAGE=dir -D OUT=file.cpp -D "STYLES=a.css b.css" -D "MODULES=a.js b.js" -P bundle.cmake
# Modules are plain ES modules with unique top-level names, listed with what they import first: without import and
# export they are one script.
separate_arguments(STYLES)
separate_arguments(MODULES)

set(style "")
foreach(name IN LISTS STYLES)
  file(READ ${PAGE}/${name} text)
  string(APPEND style "${text}")
endforeach()

set(script "")
foreach(name IN LISTS MODULES)
  file(READ ${PAGE}/${name} text)
  string(REGEX REPLACE "(^|\n)import [^\n]*;" "\\1" text "${text}")
  string(REGEX REPLACE "(^|\n)export " "\\1" text "${text}")
  string(APPEND script "${text}")
endforeach()

file(READ ${PAGE}/shell.html page)
string(REPLACE "@STYLE@" "${style}" page "${page}")
string(REPLACE "@SCRIPT@" "${script}" page "${page}")

file(WRITE ${OUT}.html "${page}")
file(READ ${OUT}.html bytes HEX)
string(REGEX REPLACE "(..)" "0x\\1," bytes "${bytes}")
file(WRITE ${OUT} "#include \"reports/page_text.hpp\"\nnamespace clino {\nnamespace {\nconstexpr unsigned char bytes[] = {${bytes}};\n}\nstd::string_view page_text() { return {reinterpret_cast<const char*>(bytes), sizeof bytes}; }\n}  // namespace clino\n")
