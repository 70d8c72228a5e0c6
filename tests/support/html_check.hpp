#pragma once

#include <string>
#include <string_view>

namespace tw::support {

/// Returns what is wrong with the nesting of the page's elements, or nothing: a tag that closes
/// what is not open, one that is never closed, a quote that does not end.
///
/// Enough for pages of ours; text of script and style elements is skipped as browsers do.
std::string html_fault(std::string_view html);

}  // namespace tw::support
