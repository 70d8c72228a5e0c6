#include "report/json_writer.hpp"

#include <gtest/gtest.h>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/money.hpp"

namespace tw::report {
namespace {

TEST(JsonWriter, WritesContainersIndentedAndCompactOnesInOneLine) {
  JsonWriter json;
  json.begin_object().member("name", "x").key("rows").begin_array();
  json.compact(true);
  json.begin_array().value(1).value(2).end_array();
  json.begin_array().value(3).end_array();
  json.compact(false).end_array().end_object();

  EXPECT_EQ(json.take(), "{\n  \"name\": \"x\",\n  \"rows\": [\n    [1,2],\n    [3]\n  ]\n}\n");
}

TEST(JsonWriter, WritesAmountsAsPlainDecimalsAndWhatIsNotFiniteAsNull) {
  JsonWriter json;
  json.compact(true).begin_array();
  json.value(Price::from_raw(1)).value(Money::whole(-12)).value(0.1);
  json.value(std::numeric_limits<double>::quiet_NaN());
  json.value(std::numeric_limits<double>::infinity());
  json.value(std::optional<double>{}).value(std::optional<double>{2.5}).value(true).end_array();

  EXPECT_EQ(json.take(), "[0.00000001,-12,0.1,null,null,null,2.5,true]\n");
}

TEST(JsonWriter, EscapesWhatWouldEndAString) {
  JsonWriter json;
  json.value("a\"b\\c\n\t\x01 <script>");

  EXPECT_EQ(json.take(), "\"a\\\"b\\\\c\\n\\t\\u0001 <script>\"\n");
}

TEST(JsonWriter, PutsTheReplacementCharacterWhereTextIsNotUtf8) {
  JsonWriter json;
  json.value("a\xFF\xC3z\xE2\x82\xAC");

  EXPECT_EQ(json.take(), "\"a\xEF\xBF\xBD\xEF\xBF\xBDz\xE2\x82\xAC\"\n");
}

TEST(JsonWriter, EmbedsJsonAsItStands) {
  JsonWriter json;
  json.begin_object().key("spec").raw(R"({"a":[1,2]})").member("b", 3).end_object();

  const auto parsed = nlohmann::json::parse(json.take());
  EXPECT_EQ(parsed["spec"]["a"][1], 2);
  EXPECT_EQ(parsed["b"], 3);
}

TEST(JsonWriterDeathTest, StopsTheProcessOnMisuse) {
  EXPECT_DEATH(JsonWriter{}.begin_object().value(1), "");
  EXPECT_DEATH(JsonWriter{}.begin_array().key("x"), "");
  EXPECT_DEATH(JsonWriter{}.begin_array().end_object(), "");
  EXPECT_DEATH(JsonWriter{}.begin_array().take(), "");
}

}  // namespace
}  // namespace tw::report
