#pragma once

#include <string_view>

namespace tw::report {

// What the build puts into the program from src/report/assets/: the page's style and script.
extern const std::string_view kTearSheetStyle;
extern const std::string_view kTearSheetScript;

}  // namespace tw::report
