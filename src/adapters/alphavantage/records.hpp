#pragma once

#include <memory>
#include <string_view>

#include "formats/csv_table.hpp"
#include "formats/json_document.hpp"
#include "vendor/http_message.hpp"
#include "vendor/outcome.hpp"

namespace tw::adapters::alphavantage {

/// The rows of an answer, whether they came as CSV or as JSON: the same cells by the same names.
/// The numbers before JSON's names are taken off ("5. adjusted close"), as they differ by endpoint;
/// what keys a row is its "timestamp".
///
/// Owns: the document. Cells view it, or the response's body.
struct Records {
  std::unique_ptr<formats::JsonDocument> document;
  formats::CsvTable table;

  std::size_t rows() const { return table.rows(); }
};

/// Reads the rows of `response`, or why there are none. Errors: those of `refusal_of`, malformed.
vendor::Answer<Records> records_of(const vendor::HttpResponse& response, std::string_view key);

}  // namespace tw::adapters::alphavantage
