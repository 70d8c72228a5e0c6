#include "formats/halts_csv.hpp"

#include <gtest/gtest.h>

namespace tw::formats {
namespace {

std::string only_error(std::string_view rows) {
  const auto halts = parse_halts("symbol,from,to,reason\n" + std::string{rows}, "h.csv");
  return halts ? "" : halts.error().front();
}

TEST(HaltsCsv, TimesAreUtcAndDatesAreWholeDays) {
  const auto halts = parse_halts(
      "symbol,from,to,reason\r\n"
      "AAPL,2020-03-18T14:30Z,2020-03-18T14:45Z,LULD\r\n"
      "GME,2021-01-28,2021-01-29\n\n",
      "h.csv");

  ASSERT_TRUE(halts.has_value());
  ASSERT_EQ(halts->size(), 2U);
  EXPECT_EQ((*halts)[0].symbol, "AAPL");
  EXPECT_EQ(to_string((*halts)[0].from), "2020-03-18T14:30:00Z");
  EXPECT_EQ(to_string((*halts)[0].to), "2020-03-18T14:45:00Z");
  EXPECT_EQ((*halts)[0].reason, "LULD");
  EXPECT_EQ(to_string((*halts)[1].from), "2021-01-28T00:00:00Z");
  EXPECT_EQ(to_string((*halts)[1].to), "2021-01-30T00:00:00Z");
}

TEST(HaltsCsv, SaysWhatIsWrongAndWhatToWrite) {
  EXPECT_EQ(only_error("AAPL,2020-03-18\n"),
            "h.csv:2: the row 'AAPL,2020-03-18' has no symbol,from,to; give all three, and a "
            "reason if you like");
  EXPECT_EQ(only_error(",2020-03-18,2020-03-18\n"),
            "h.csv:2: symbol is empty; name one, such as AAPL");
  EXPECT_EQ(only_error("AAPL,soon,2020-03-18\n"),
            "h.csv:2: from is 'soon', which is no date and no time in UTC; write 2020-03-18 or "
            "2020-03-18T14:30Z");
  EXPECT_EQ(only_error("AAPL,2020-03-18T14:30,2020-03-18\n"),
            "h.csv:2: from is '2020-03-18T14:30', which is no date and no time in UTC; write "
            "2020-03-18 or 2020-03-18T14:30Z");
  EXPECT_EQ(only_error("AAPL,2020-03-19,2020-03-18\n"),
            "h.csv:2: to is '2020-03-18', which is not after from '2020-03-19'; swap them");
  EXPECT_EQ(parse_halts("a,b\n", "h.csv").error().front(),
            "h.csv:1: the header is 'a,b', which is not symbol,from,to,reason; write it first");
}

}  // namespace
}  // namespace tw::formats
