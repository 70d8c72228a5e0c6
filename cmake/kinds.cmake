# Most of what a compiler does with a file of ours is to read the same headers again. With this, it
# takes eight files of a module at a time: half the time from a clone to the first report. So no two
# files of a batch may call something of their own by one name; the compiler says where they do.
option(TW_COMPILE_TOGETHER "Compile files of a module in batches" OFF)
set(CMAKE_UNITY_BUILD ${TW_COMPILE_TOGETHER})
set(CMAKE_UNITY_BUILD_BATCH_SIZE 8)
if(TW_COMPILE_TOGETHER AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # It takes a batch's files for headers, where an unnamed type would be one type too many.
  target_compile_options(tw_flags INTERFACE -Wno-subobject-linkage)
endif()

# Two kinds of code of ours are compiled unlike the rest:
#   cold   runs once a command: -O1 in release builds, a third less to wait for before the first
#          report
#   hot    runs with every bar or order
function(tw_compile_as kind target)
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
