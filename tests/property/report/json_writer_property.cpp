#include <bit>
#include <cmath>
#include <cstdint>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <rapidcheck/gtest.h>
#include <string>

#include "core/money.hpp"
#include "core/utf8.hpp"
#include "report/json_writer.hpp"

namespace tw::report {
namespace {

nlohmann::json written(const auto& value) {
  JsonWriter json;
  json.compact(true).begin_object().member("x", value).end_object();
  return nlohmann::json::parse(json.take())["x"];
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

RC_GTEST_PROP(JsonWriterProperty, AnyBytesAreReadBackAndUtf8Unchanged, (const std::string& text)) {
  const std::string back = written(text).get<std::string>();

  RC_ASSERT(is_utf8(back));
  if (is_utf8(text)) RC_ASSERT(back == text);
}

RC_GTEST_PROP(JsonWriterProperty, EveryFiniteDoubleIsReadBackBitForBit, (std::uint64_t bits)) {
  const double number = std::bit_cast<double>(bits);
  RC_PRE(std::isfinite(number));

  const auto back = written(number);

  RC_ASSERT(std::bit_cast<std::uint64_t>(back.get<double>()) ==
            std::bit_cast<std::uint64_t>(number));
}

RC_GTEST_PROP(JsonWriterProperty, EveryAmountIsAPlainDecimalThatIsReadBack, (std::int64_t raw)) {
  JsonWriter json;
  json.value(Money::from_raw(raw));
  std::string text = json.take();
  text.pop_back();

  RC_ASSERT(text.find_first_of("eE") == std::string::npos);
  RC_ASSERT(parse<Money>(text).value() == Money::from_raw(raw));
}

RC_GTEST_PROP(JsonWriterProperty, NestedContainersKeepTheirShape,
              (const std::vector<std::vector<std::int32_t>>& rows)) {
  JsonWriter json;
  json.begin_array();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    json.compact(i % 2 == 1).begin_array();
    for (const std::int32_t number : rows[i]) json.value(number);
    json.end_array();
  }
  json.end_array();

  RC_ASSERT(nlohmann::json::parse(json.take()) == nlohmann::json(rows));
}

}  // namespace
}  // namespace tw::report
