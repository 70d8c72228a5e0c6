#include "workloads/vendor_json.hpp"

#include <array>
#include <charconv>
#include <simdjson.h>
#include <utility>
#include <vector>

#include "adapters/yahoo/parse.hpp"
#include "workloads/stopwatch.hpp"
#include "workloads/w1_bars.hpp"

namespace tw::workloads {
namespace {

/// One minute in so many has no trades.
constexpr std::size_t kNullEvery = 97;

void append_number(std::string& text, double value) {
  std::array<char, 40> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  text.append(digits.data(), end);
}

template <class Append>
void append_column(std::string& text, std::string_view name, std::size_t size, Append&& append) {
  text += '"';
  text += name;
  text += "\":[";
  for (std::size_t i = 0; i < size; ++i) {
    if (i > 0) text += ',';
    append(i);
  }
  text += ']';
}

void append_prices(std::string& text, std::string_view name,
                   const std::vector<std::int64_t>& column, std::size_t bars) {
  append_column(text, name, bars, [&](std::size_t i) {
    if (i % kNullEvery == kNullEvery - 1) {
      text += "null";
      return;
    }
    const double price = Price::from_raw(column[i]).as_double();
    append_number(text, static_cast<double>(static_cast<float>(price)));
  });
  text += ',';
}

/// Adds up one value and all that is below it; false where the text is no JSON.
bool walk(simdjson::ondemand::value value, bool is_close, JsonPass& pass) {
  namespace ondemand = simdjson::ondemand;
  ondemand::json_type type{};
  if (value.type().get(type)) return false;
  if (type == ondemand::json_type::object) {
    ondemand::object object;
    if (value.get_object().get(object)) return false;
    for (auto result : object) {
      ondemand::field field;
      if (std::move(result).get(field)) return false;
      std::string_view key;
      if (field.unescaped_key().get(key)) return false;
      if (!walk(field.value(), key == "close", pass)) return false;
    }
    return true;
  }
  if (type == ondemand::json_type::array) {
    ondemand::array array;
    if (value.get_array().get(array)) return false;
    for (auto result : array) {
      ondemand::value item;
      if (std::move(result).get(item) || !walk(item, is_close, pass)) return false;
    }
    return true;
  }
  double number = 0.0;
  if (type == ondemand::json_type::number && !value.get_double().get(number)) {
    pass.numbers += 1;
    if (is_close) pass.sum += number;
  }
  return true;
}

}  // namespace

vendor::HttpResponse chart_json(std::size_t bars) {
  const BarTable table = w1();
  std::string text =
      R"({"chart":{"result":[{"meta":{"currency":"USD","symbol":"W1","exchangeTimezoneName":"UTC",)"
      R"("regularMarketTime":1893456000,"priceHint":2,"dataGranularity":"1m"},)";
  append_column(text, "timestamp", bars,
                [&](std::size_t i) { text += std::to_string(table.start[i] / 1'000'000'000); });
  text += R"(,"indicators":{"quote":[{)";
  append_prices(text, "open", table.open, bars);
  append_prices(text, "high", table.high, bars);
  append_prices(text, "low", table.low, bars);
  append_prices(text, "close", table.close, bars);
  append_column(text, "volume", bars, [&](std::size_t i) {
    text += i % kNullEvery == kNullEvery - 1 ? "null"
                                             : std::to_string(table.volume[i] / Volume::kScale);
  });
  text += R"(}]}}],"error":null}})";
  return {.status = 200, .headers = {}, .body = std::move(text)};
}

JsonPass parse_chart_json(const vendor::HttpResponse& response) {
  const vendor::HistoryRequest request{.symbol = "W1",
                                       .timeframe = {Timeframe::Unit::Minute, 1},
                                       .from = {},
                                       .to = {},
                                       .with_extended_hours = true};
  const Stopwatch stopwatch;
  const auto history = adapters::yahoo::parse_chart(response, request);
  JsonPass pass{.seconds = stopwatch.seconds()};
  if (!history) return pass;
  pass.bars = history->rows.size() + history->nulls_skipped;
  pass.numbers = history->rows.size() * 5 + pass.bars;
  for (const vendor::HistoryRow& row : history->rows) pass.sum += row.close.as_double();
  return pass;
}

JsonPass bare_chart_json(std::string_view text) {
  namespace ondemand = simdjson::ondemand;
  const simdjson::padded_string padded{text};
  const Stopwatch stopwatch;
  JsonPass pass;
  ondemand::parser parser;
  ondemand::document document;
  ondemand::value root;
  const bool is_read = !parser.iterate(padded).get(document) && !document.get_value().get(root) &&
                       walk(root, false, pass);
  if (!is_read) pass = {};
  pass.seconds = stopwatch.seconds();
  return pass;
}

}  // namespace tw::workloads
