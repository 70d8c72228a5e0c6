#pragma once

#include <optional>
#include <string_view>

#include "formats/json_document.hpp"
#include "vendor/http_message.hpp"
#include "vendor/outcome.hpp"

namespace tw::adapters::alphavantage {

/// Returns why `response` is no answer, or nothing when its body may be one. Nearly every refusal
/// is HTTP 200 with one JSON member, whatever form was asked for, and one of them comes with
/// invented prices.
///
/// `key` is taken out of what is said: one refusal repeats it.
std::optional<vendor::Refusal> refusal_of(const vendor::HttpResponse& response,
                                          std::string_view key);
/// The same for who reads on: `document` is set where the body is JSON and no refusal.
std::optional<vendor::Refusal> refusal_of(const vendor::HttpResponse& response,
                                          std::string_view key,
                                          std::optional<formats::JsonDocument>& document);

/// Returns the class of the words in the member `name`; nothing where they refuse nothing.
std::optional<vendor::Outcome> outcome_of(std::string_view name, std::string_view words);

}  // namespace tw::adapters::alphavantage
