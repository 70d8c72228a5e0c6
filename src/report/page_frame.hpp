#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "backtest/backtest_report.hpp"

namespace tw::report {

/// Returns a page from its doctype to the end of its head: style inside, nothing may be fetched,
/// and of scripts only those with `nonce` may run; none when that is empty.
std::string page_head(std::string_view title, std::string_view nonce = {});

/// Returns a <section> with its heading. Requires `title` and `content` to be HTML.
std::string section(std::string_view id, std::string_view title, std::string_view content);

/// Returns the warnings as a section of their own, or that there are none.
std::string warnings_section(const std::vector<std::string>& warnings);

/// Returns the conventions that the numbers rest on as a section of their own; nothing where none
/// are known.
std::string assumptions_section(const std::vector<backtest::Assumption>& assumptions);

/// Returns a row of a <dl>. The texts are escaped.
std::string name_and_value(std::string_view name, std::string_view value);

/// Returns a card of a <dl class="cards">: a figure with what stands beside it. Texts are escaped;
/// `outcome` is "gain", "loss" or "even".
std::string figure_card(std::string_view label, std::string_view value, std::string_view outcome,
                        std::string_view beside = {}, std::string_view meaning = {});

}  // namespace tw::report
