#pragma once

#include <string>
#include <string_view>

#include "core/timestamp.hpp"
#include "formats/json_document.hpp"
#include "vendor/http_message.hpp"
#include "vendor/outcome.hpp"

namespace tw::adapters::polygon {

/// What stands around every answer, and the whole of it.
struct Envelope {
  formats::JsonDocument document;
  std::string next_url;  ///< Empty when this is the last page.
  Duration delay;        ///< Of the plan, by `status`.
};

/// Opens an answer. Errors: what the vendor refused, classified by `status`, text and HTTP status;
/// malformed for HTML and for what is no JSON.
vendor::Answer<Envelope> open(const vendor::HttpResponse& response, std::string_view key);

}  // namespace tw::adapters::polygon
