# Arb (ball arithmetic) and FLINT as one imported target, Arb::Arb. Debian 12 ships Arb 2.23 beside FLINT 2.9; FLINT 3
# contains Arb.
find_path(Arb_INCLUDE_DIR NAMES arb.h PATH_SUFFIXES flint)
find_library(Arb_LIBRARY NAMES flint-arb arb)
find_library(Flint_LIBRARY NAMES flint)
find_library(Gmp_LIBRARY NAMES gmp)  # FLINT's inline functions call it
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Arb REQUIRED_VARS Arb_INCLUDE_DIR Flint_LIBRARY Gmp_LIBRARY)
if(Arb_FOUND AND NOT TARGET Arb::Arb)
  add_library(Arb::Arb INTERFACE IMPORTED)
  target_include_directories(Arb::Arb SYSTEM INTERFACE ${Arb_INCLUDE_DIR})
  target_link_libraries(Arb::Arb INTERFACE $<$<BOOL:${Arb_LIBRARY}>:${Arb_LIBRARY}> ${Flint_LIBRARY}
                                              ${Gmp_LIBRARY})
endif()
mark_as_advanced(Arb_INCLUDE_DIR Arb_LIBRARY Flint_LIBRARY Gmp_LIBRARY)
