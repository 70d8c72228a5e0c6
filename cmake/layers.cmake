# The architecture, as a list: a module may use only modules in rows above its own.
# A row's modules do not see each other. tests/tidy reads this file, so keep one row a line.
set(TW_LAYERS
  "core"
  "market"
  "indicators orders sizing"
  "events"
  "portfolio"
  "risk sim"
  "strategy"
  "strategies engine"
  "analytics"
  "models"
  "backtest"
  "diagnosis"
  "research"
  "formats report vendor"
  "net sql log"
  "store adapters notify relay"
  "providers ingest"
  "live lab vendor_sim"
  "api"
)

# Sets `out` to the row of `module`, or stops the configure step. A folder of a folder
# (adapters/ibkr) stands in its parent's row, so that neighbours do not see each other either.
function(tw_layer_of module out)
  set(row 0)
  string(REGEX REPLACE "/.*" "" family ${module})
  foreach(names IN LISTS TW_LAYERS)
    separate_arguments(names)
    if(family IN_LIST names)
      set(${out} ${row} PARENT_SCOPE)
      return()
    endif()
    math(EXPR row "${row} + 1")
  endforeach()
  message(FATAL_ERROR "'${module}' is not in TW_LAYERS (cmake/layers.cmake): give it a row first.")
endfunction()

# tw_library(<name> [COLD] [SOURCES <file>...] [DEPS <module>...] [LINK <external target>...])
#
# One folder below src/, one namespace, one target `tw::<name>` (`tw::adapters_ibkr`). DEPS are modules of ours and must
# stand in rows above; LINK are libraries of others, used in .cpp files only.
# Without SOURCES the module is headers alone. COLD says that nobody waits for its code: see cmake/kinds.cmake.
function(tw_library name)
  cmake_parse_arguments(ARG "COLD" "" "SOURCES;DEPS;LINK" ${ARGN})
  if(ARG_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "tw_library(${name}): unknown words ${ARG_UNPARSED_ARGUMENTS}")
  endif()
  tw_layer_of(${name} own_row)
  foreach(dep IN LISTS ARG_DEPS)
    tw_layer_of(${dep} dep_row)
    if(NOT dep_row LESS own_row)
      message(FATAL_ERROR
        "${name} may not use ${dep}: a module uses only rows above its own (cmake/layers.cmake).")
    endif()
  endforeach()
  string(REPLACE "/" "_" target ${name})
  string(REPLACE "/" "_" dep_targets "${ARG_DEPS}")
  list(TRANSFORM dep_targets PREPEND "tw::")
  if(ARG_SOURCES)
    add_library(tw_${target} STATIC ${ARG_SOURCES})
    target_link_libraries(tw_${target} PUBLIC tw_flags ${dep_targets} PRIVATE ${ARG_LINK})
    target_include_directories(tw_${target} PUBLIC ${PROJECT_SOURCE_DIR}/src)
    tw_layer_of(backtest last_hot_row)
    if(ARG_COLD)
      tw_compile_as(cold tw_${target})
    elseif(NOT own_row GREATER last_hot_row)
      tw_compile_as(hot tw_${target})
    endif()
  else()
    add_library(tw_${target} INTERFACE)
    target_link_libraries(tw_${target} INTERFACE tw_flags ${dep_targets} ${ARG_LINK})
    target_include_directories(tw_${target} INTERFACE ${PROJECT_SOURCE_DIR}/src)
  endif()
  add_library(tw::${target} ALIAS tw_${target})
  set_property(GLOBAL APPEND_STRING PROPERTY TW_DEPS "deps: ${name}: ${ARG_DEPS}\n")
endfunction()
