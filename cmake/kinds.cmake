# The three kinds of code of ours, by what is waited for:
#   cold   runs once a command: -O1 in release builds, a third less to wait for before the first
#          report
#   hot    runs with every bar or order
#   plain  all other
function(tw_compile_as kind target)
  tw_add_flags_of(${kind} ${target})
  if(TW_PRECOMPILED)
    tw_precompile(${kind} ${target})
  endif()
endfunction()

# The standard headers that most files include, compiled once a kind instead of five hundred times:
# a fifth less to wait for. scripts/up asks for it; where the linter reads every file and the suites
# follow changes, each file is compiled by itself.
option(TW_PRECOMPILED "Precompile the standard headers (g++)" OFF)

function(tw_add_flags_of kind target)
  if(kind STREQUAL "cold")
    target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>)
  elseif(kind STREQUAL "hot" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND
         CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64")
    # Records of 50 to 500 bytes (orders, events, trades) are made and copied with vector stores:
    # g++ takes `rep stos` for them, whose start alone costs some 30 cycles.
    set(strategy "vector_loop:512:noalign,libcall:-1:noalign")
    target_compile_options(${target} PRIVATE -mmemset-strategy=${strategy}
      -mmemcpy-strategy=${strategy})
  endif()
endfunction()

# Gives `target` the headers as its kind compiles them: g++ takes no others.
function(tw_precompile kind target)
  set(standard tw_standard_${kind})
  if(NOT TARGET ${standard})
    set(source ${PROJECT_BINARY_DIR}/standard_${kind}.cpp)
    file(CONFIGURE OUTPUT ${source} CONTENT "")
    add_library(${standard} OBJECT ${source})
    target_link_libraries(${standard} PRIVATE tw_flags)
    tw_add_flags_of(${kind} ${standard})
    target_precompile_headers(${standard} PRIVATE <algorithm> <array> <charconv> <chrono> <cmath>
      <expected> <filesystem> <functional> <map> <memory> <optional> <span> <string> <string_view>
      <utility> <variant> <vector>)
  endif()
  target_precompile_headers(${target} REUSE_FROM ${standard})
  # The first, or ccache compiles each anew. The second, since g++ forgets which of these are headers
  # of the system and warns of what is in them; every other build has all warnings as errors.
  target_compile_options(${target} PRIVATE -fpch-preprocess -w)
  # A file with flags of its own reads the text instead, which only takes longer.
  set_target_properties(${target} PROPERTIES PCH_WARN_INVALID OFF)
endfunction()
