# Writes OUT, one tiny source that says which code this is: VERSION, then the commit where git knows
# it. Run at each build; OUT keeps its time when nothing changed, so nothing is then rebuilt.
set(commit "")
find_program(git git)
if(git)
  execute_process(COMMAND ${CMAKE_COMMAND} -E env GIT_OPTIONAL_LOCKS=0
    ${git} -C ${SOURCE} describe --always --abbrev=12 --dirty=.dirty --exclude=* OUTPUT_VARIABLE described ERROR_QUIET RESULT_VARIABLE failed
    OUTPUT_STRIP_TRAILING_WHITESPACE)
  if(NOT failed)
    set(commit "+${described}")
  endif()
endif()
file(CONFIGURE OUTPUT ${OUT} @ONLY CONTENT [[
#include "core/code_version.hpp"

namespace tw::inline core {

std::string_view code_version() { return "@VERSION@@commit@"; }

}  // namespace tw::inline core
]])
