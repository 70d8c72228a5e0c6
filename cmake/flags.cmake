# How every target of ours is compiled. A plain Release configure gives the product's flags.
add_library(tw_flags INTERFACE)
target_compile_features(tw_flags INTERFACE cxx_std_23)
target_compile_options(tw_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wnon-virtual-dtor
  -Wold-style-cast -Woverloaded-virtual -Wimplicit-fallthrough -Werror
  # Both compilers must round alike: no fused multiply-add, no reassociation (ADR 0008).
  -ffp-contract=off)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # False alarms of g++ 12 at -O2 and above in its own <optional>, <variant> and <expected>.
  target_compile_options(tw_flags INTERFACE -Wno-maybe-uninitialized -Wno-missing-field-initializers
    -Wno-array-bounds -Wno-stringop-overflow -Wno-restrict)
else()
  # libstdc++ 12 calls its own deprecated function in std::stable_sort, and clang blames the caller.
  target_compile_options(tw_flags INTERFACE -Wno-missing-field-initializers
    -Wno-missing-designated-field-initializers -Wno-deprecated-declarations)
endif()
# Bounds of standard containers are checked in the product too: a wrong index must not trade.
target_compile_definitions(tw_flags INTERFACE _GLIBCXX_ASSERTIONS)

set(TW_SANITIZE "" CACHE STRING "Sanitizers: address,undefined or thread")
if(TW_SANITIZE)
  add_compile_options(-fsanitize=${TW_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${TW_SANITIZE})
endif()

# Fuzz targets bring libFuzzer's main (fuzz/CMakeLists.txt); what they call is only instrumented.
if(TW_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "TW_FUZZ needs clang: configure with --preset fuzz.")
  endif()
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

option(TW_COVERAGE "Instrument for gcov" OFF)
if(TW_COVERAGE)
  add_compile_options(--coverage)
  add_link_options(--coverage)
endif()

find_program(TW_MOLD mold)
if(TW_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

# No path of this machine in an object, and the same object from every clone: what stands below the
# checkout is named relative to it, whether the compiler is given it absolute or, by ccache, relative
# to the build folder. Absolute paths in compile definitions would undo this: do not add any.
file(RELATIVE_PATH up_to_sources ${CMAKE_BINARY_DIR} ${CMAKE_SOURCE_DIR})
string(REGEX REPLACE "/$" "" up_to_sources ${up_to_sources})
add_compile_options(-ffile-prefix-map=${CMAKE_SOURCE_DIR}/= -ffile-prefix-map=${up_to_sources}/=
  -ffile-prefix-map=${CMAKE_BINARY_DIR}=.)

find_program(TW_CCACHE ccache)
if(TW_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER
    ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${TW_CCACHE})
endif()
