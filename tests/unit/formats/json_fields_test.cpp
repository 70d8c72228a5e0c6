#include "formats/json_fields.hpp"

#include <array>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "core/decimal.hpp"
#include "formats/json_value.hpp"

namespace tw::formats {
namespace {

using Kind = JsonNode::Kind;

JsonDocument cut(std::string_view text) {
  auto document = JsonDocument::parse(text);
  EXPECT_TRUE(document.has_value()) << text << ": " << document.error();
  return document.has_value() ? std::move(*document) : JsonDocument{};
}

TEST(JsonDocument, APathIsFollowedByNameAndByPlace) {
  const auto document = cut(R"({"a":{"b":[10,{"c":"x"},[],{}]},"d":null})");
  const JsonNode list = document.root()["a"]["b"];

  EXPECT_EQ(list.size(), 4U);
  EXPECT_EQ(list.at(0).token(), "10");
  EXPECT_EQ(list.at(1)["c"].text(), "x");
  EXPECT_TRUE(list.at(2).is(Kind::Array) && list.at(2).empty());
  EXPECT_TRUE(list.at(3).is(Kind::Object) && list.at(3).empty());
  EXPECT_TRUE(document.root()["d"].is(Kind::Null));
  EXPECT_TRUE(document.root()["e"]["f"].at(7).is(Kind::Absent));
  EXPECT_TRUE(list["b"].is(Kind::Absent));
  EXPECT_TRUE(list.at(4).is(Kind::Absent));
}

TEST(JsonDocument, MembersAreWalkedInTheirOrderUnderTheirNames) {
  const auto document = cut(R"( { "z" : [1 , 2], "y":{"n":{}} ,"x": "t" , "w" : true } )");
  std::string seen;
  for (const JsonNode member : document.root()) {
    seen += std::string{member.name()} + "=" + std::string{member.token()} + ";";
  }

  EXPECT_EQ(seen, "z=;y=;x=t;w=true;");
  EXPECT_EQ((*document.root()["z"].begin()).name(), "");
}

TEST(JsonDocument, TheFirstOfTwoMembersOfOneNameIsMeant) {
  EXPECT_EQ(cut(R"({"a":1,"a":2})").root()["a"].token(), "1");
}

TEST(JsonDocument, MembersTakenTogetherAreThoseTakenOneByOne) {
  constexpr std::array<std::string_view, 4> kNames{"t", "o", "high", "v"};
  for (const std::string_view text :
       {R"({"t":1,"o":2,"high":3,"v":4})", R"({"v":4,"vw":9,"o":2,"t":1,"n":5,"high":3})",
        R"({"o":1,"t":2,"o":3,"t":4})", R"({"x":{"t":7},"o":[1,{"v":2}],"v":null,"v":8})", R"({})",
        R"([1,2])", R"({"hig":1,"high ":2,"H":3,"oo":4})"}) {
    const auto document = cut(text);
    const auto found = document.root().members(kNames);
    for (std::size_t i = 0; i < kNames.size(); ++i) {
      const JsonNode alone = document.root()[kNames[i]];
      EXPECT_EQ(found[i].kind(), alone.kind()) << text << ' ' << kNames[i];
      EXPECT_EQ(found[i].token(), alone.token()) << text << ' ' << kNames[i];
    }
  }
  EXPECT_EQ(cut(R"({"o":1,"t":2,"o":3,"t":4})").root().members(kNames)[0].token(), "2");
  EXPECT_TRUE(JsonNode{}.members(kNames)[0].is(Kind::Absent));
}

TEST(JsonDocument, ATextIsCopiedOnlyWhereAnEscapeIsResolved) {
  const auto document = cut(R"(["2015-01-01","2015\u002d01","",7])");
  std::string room = "before";

  EXPECT_EQ(document.root().at(0).text(room), "2015-01-01");
  EXPECT_EQ(room, "before");
  EXPECT_EQ(document.root().at(1).text(room), "2015-01");
  EXPECT_EQ(room, "2015-01");
  EXPECT_EQ(document.root().at(2).text(room), "");
  EXPECT_EQ(document.root().at(3).text(room), "");
}

TEST(JsonDocument, ATextEndsAtItsQuoteWhateverItsLengthAndWhereverAnEscapeStands) {
  for (std::size_t size = 0; size < 40; ++size) {
    for (std::size_t at = 0; at <= size; ++at) {
      const std::string before(at, 'a');
      const std::string behind(size - at, '#');  // Next to a quotation mark in ASCII.
      const std::string name = before + R"(\")" + behind;
      const std::string value = before + "!\\\\" + behind;
      const auto document = cut("{\"" + name + "\":\"" + value + "\"}");
      const JsonNode member = document.root().front();

      ASSERT_EQ(member.name(), name);
      ASSERT_EQ(member.token(), value);
      ASSERT_EQ(member.text(), before + "!\\" + behind);
    }
  }
  EXPECT_FALSE(JsonDocument::parse("[\"aaaaaaa\\").has_value());
  EXPECT_FALSE(JsonDocument::parse("[\"aaaaaaa\\\"").has_value());
}

TEST(JsonDocument, EscapesStandInTheTokenAndAreResolvedInTheText) {
  const auto document = cut(R"(["a\"\\\/\n\u00e9\ud83d\ude00b","\ud83dx","plain"])");

  EXPECT_EQ(document.root().at(0).text(),
            "a\"\\/\n\xC3\xA9\xF0\x9F\x98\x80"
            "b");
  EXPECT_EQ(document.root().at(1).token(), "\\ud83dx");
  EXPECT_EQ(document.root().at(1).text(), "\xEF\xBF\xBDx");
  EXPECT_EQ(document.root().at(2).text(), "plain");
}

TEST(JsonDocument, TextsThatAreNoJsonAreRefusedInOneLine) {
  for (const std::string_view text :
       {"", " ", "{", "[1,2", "{\"a\":1", "{\"a\" 1}", "[1 2]", "<html>", "[nan]", "[tru]", "{} {}",
        "[1]x", "\"open", "[\"a\"b]", "{a:1}", "[\"\x01\"]", "[\"\xff\"]", "Too Many Requests"}) {
    const auto document = JsonDocument::parse(text);

    ASSERT_FALSE(document.has_value()) << text;
    EXPECT_TRUE(document.error().starts_with("is no JSON: ")) << document.error();
    EXPECT_EQ(document.error().find('\n'), std::string::npos);
  }
}

TEST(JsonDocument, ContainersNestToALimitAndNoFurther) {
  const auto nested = [](int depth) {
    return std::string(static_cast<std::size_t>(depth), '[') +
           std::string(static_cast<std::size_t>(depth), ']');
  };

  EXPECT_TRUE(JsonDocument::parse(nested(kJsonDepthMax)).has_value());
  EXPECT_FALSE(JsonDocument::parse(nested(kJsonDepthMax + 2)).has_value());
}

TEST(JsonFields, APriceIsItsDecimalDigitsRoundedHalfEvenAndCounted) {
  const auto document = cut(
      R"([187.12,"187.12",-0.5,1e-5,2.5E3,230.0399932861328,0.000000005,0.000000015,7,"1,5",12.])");
  const JsonNode root = document.root();
  JsonFields fields;

  EXPECT_EQ(fields.price(root.at(0)), Price::from_raw(18'712'000'000));
  EXPECT_EQ(fields.price(root.at(1)), Price::from_raw(18'712'000'000));
  EXPECT_EQ(fields.price(root.at(2)), Price::from_raw(-50'000'000));
  EXPECT_EQ(fields.price(root.at(3)), Price::from_raw(1'000));
  EXPECT_EQ(fields.price(root.at(4)), Price::whole(2'500));
  EXPECT_EQ(fields.rounded_values(), 0U);
  EXPECT_EQ(fields.price(root.at(5)), Price::from_raw(23'003'999'329));
  EXPECT_EQ(fields.price(root.at(6)), Price::from_raw(0));
  EXPECT_EQ(fields.price(root.at(7)), Price::from_raw(2));
  EXPECT_EQ(fields.rounded_values(), 3U);
  EXPECT_EQ(fields.price(root.at(8)), Price::whole(7));
  EXPECT_TRUE(fields.is_sound());
  EXPECT_EQ(fields.price(root.at(9)), std::nullopt);
  EXPECT_EQ(fields.what(), "a value is '1,5', which is not a number");
}

TEST(JsonFields, VolumesKeepFourDecimalsAndQuantitiesEight) {
  const auto document = cut(R"({"v":1234567.12345,"q":"0.00000001","huge":1e30})");
  JsonFields fields;

  EXPECT_EQ(fields.volume(document.root()["v"]), Volume::from_raw(12'345'671'234));
  EXPECT_EQ(fields.quantity(document.root()["q"]), Quantity::from_raw(1));
  EXPECT_EQ(fields.rounded_values(), 1U);
  EXPECT_EQ(fields.volume(document.root()["huge"]), std::nullopt);
  EXPECT_EQ(fields.what(), "'huge' is '1e30', which is out of range");
}

TEST(JsonFields, WordsForNothingAreNothingAndNoFault) {
  const auto document = cut(R"([null,"","None","-","N/A","null"])");
  JsonFields fields;

  for (const JsonNode node : document.root()) {
    EXPECT_EQ(fields.price(node), std::nullopt);
    EXPECT_EQ(fields.number(node), std::nullopt);
    EXPECT_EQ(fields.integer(node), std::nullopt);
  }
  EXPECT_EQ(fields.price(document.root()["gone"]), std::nullopt);
  EXPECT_TRUE(fields.is_sound());
}

TEST(JsonFields, OnlyTheFirstFaultIsKept) {
  const auto document = cut(R"({"a":true,"b":[1],"c":"x"})");
  JsonFields fields;

  EXPECT_EQ(fields.need(fields.price(document.root()["gone"]), "close"), Price{});
  EXPECT_EQ(fields.price(document.root()["a"]), std::nullopt);
  EXPECT_EQ(fields.text(document.root()["b"]), std::nullopt);
  EXPECT_EQ(fields.what(), "'close' is missing");

  JsonFields second;
  EXPECT_EQ(second.price(document.root()["b"]), std::nullopt);
  EXPECT_EQ(second.what(), "'b' is another kind of value, which is not a number");
}

TEST(JsonFields, WholeNumbersMayBeWrittenAsFloats) {
  const auto document = cut(R"([3,"3",3.0,1.2e3,3.5])");
  JsonFields fields;

  EXPECT_EQ(fields.integer(document.root().at(0)), 3);
  EXPECT_EQ(fields.integer(document.root().at(1)), 3);
  EXPECT_EQ(fields.integer(document.root().at(2)), 3);
  EXPECT_EQ(fields.integer(document.root().at(3)), 1'200);
  EXPECT_EQ(fields.integer(document.root().at(4)), std::nullopt);
  EXPECT_EQ(fields.what(), "a value is '3.5', which is not a whole number");
}

TEST(JsonFields, UnixTimesComeInFourUnits) {
  const auto document = cut(R"([1617802200,1617802200123,1617802200.5,1.6178022E+9,-3600,9e18])");
  const JsonNode root = document.root();
  JsonFields fields;

  const Timestamp at = Timestamp::from_seconds(1'617'802'200);
  EXPECT_EQ(fields.unix_time(root.at(0), UnixUnit::Seconds), at);
  EXPECT_EQ(fields.unix_time(root.at(1), UnixUnit::Milliseconds), at + Duration{123'000'000});
  EXPECT_EQ(fields.unix_time(root.at(2), UnixUnit::Seconds), at + Duration{500'000'000});
  EXPECT_EQ(fields.unix_time(root.at(3), UnixUnit::Seconds), at);
  EXPECT_EQ(fields.unix_time(root.at(4), UnixUnit::Seconds), Timestamp::from_seconds(-3'600));
  EXPECT_TRUE(fields.is_sound());
  EXPECT_EQ(fields.unix_time(root.at(5), UnixUnit::Seconds), std::nullopt);
  EXPECT_EQ(fields.what(), "a value is '9e18', which is no time of 1700 to 2200");
}

TEST(JsonFields, MomentsNameTheirOffsetAndDatesNeedNone) {
  const auto document = cut(
      R"(["2021-04-07T13:30:00.123456789Z","2021-04-07T09:30:00-04:00","2021-04-07","2021-04-07 09:30:00"])");
  const JsonNode root = document.root();
  JsonFields fields;

  const Timestamp at = Timestamp::from_seconds(1'617'802'200);
  EXPECT_EQ(fields.moment(root.at(0)), at + Duration{123'456'789});
  EXPECT_EQ(fields.moment(root.at(1)), at);
  EXPECT_EQ(fields.moment(root.at(2)), Date::from_civil(2021, 4, 7)->midnight());
  EXPECT_EQ(fields.date(root.at(0)), Date::from_civil(2021, 4, 7));
  EXPECT_EQ(fields.date(root.at(3)), Date::from_civil(2021, 4, 7));
  EXPECT_TRUE(fields.is_sound());
  EXPECT_EQ(fields.moment(root.at(3)), std::nullopt);
  EXPECT_EQ(fields.what(),
            "a value is '2021-04-07 09:30:00', which is a time without its offset from UTC");
}

TEST(JsonFields, APriceOfZeroIsNoPriceWhereVendorsSendItForNothing) {
  const auto document = cut(R"({"a":0,"b":"0.00","c":-1,"d":0.5,"e":null})");
  JsonFields fields;

  for (const char* nothing : {"a", "b", "c", "e", "f"}) {
    EXPECT_FALSE(fields.positive_price(document.root()[nothing])) << nothing;
  }
  EXPECT_EQ(fields.positive_price(document.root()["d"]), *parse<Price>("0.5"));
  EXPECT_TRUE(fields.is_sound());
}

}  // namespace
}  // namespace tw::formats
