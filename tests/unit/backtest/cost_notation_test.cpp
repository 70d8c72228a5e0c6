#include "backtest/cost_notation.hpp"

#include <gtest/gtest.h>

namespace tw::backtest {
namespace {

/// Returns the complaint, or "" when the text was read.
template <class T>
std::string complaint(const std::expected<T, std::string>& read) {
  return read ? std::string{} : read.error();
}

TEST(SlippageNotation, ReadsBackWhatItWrites) {
  for (const std::string text :
       {"none", "ticks:1", "ticks:2.5", "bps:2", "bps:0.5", "volume_share:0.1", "sqrt:0.5"}) {
    EXPECT_EQ(notation(parse_slippage(text).value()), text);
  }
}

TEST(SlippageNotation, TakesBasisPointsAsAFractionToo) {
  EXPECT_EQ(notation(parse_slippage("percent:0.0002").value()), "bps:2");
  EXPECT_EQ(parse_slippage("bps:2")->amount, Ratio::from_raw(20'000));
}

TEST(SlippageNotation, OfZeroIsNone) {
  EXPECT_EQ(notation(parse_slippage("ticks:0").value()), "none");
  EXPECT_EQ(notation(parse_slippage("bps:0").value()), "none");
}

TEST(SlippageNotation, SaysWhatIsWrongAndWhatToWrite) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"", "is no slippage; write none, ticks:1, bps:2, volume_share:0.1 or sqrt:0.5"},
      {"tick:1", "is no slippage; did you mean 'ticks'?"},
      {"whatever", "is no slippage; write none, ticks:1, bps:2, volume_share:0.1 or sqrt:0.5"},
      {"2", "names no model; write bps:2 for that many basis points, or ticks:2"},
      {"ticks:", "gives no number from 0 to 1000 after 'ticks:'; write one there"},
      {"ticks:-1", "gives no number from 0 to 1000 after 'ticks:'; write one there"},
      {"bps:5001", "gives no number from 0 to 5000 after 'bps:'; write one there"},
      {"bps:0.00005", "is less than 0.0001 basis points; write none, or bps:2"},
      {"percent:0.6", "gives no number from 0 to 0.5 after 'percent:'; write one there"},
      {"volume_share:x", "gives no number from 0 to 1000 after 'volume_share:'; write one there"},
  };
  for (const auto& [text, expected] : cases) {
    EXPECT_EQ(complaint(parse_slippage(text)), expected) << text;
  }
}

TEST(RegulatoryFeesNotation, IsUsOrNone) {
  EXPECT_EQ(notation(parse_regulatory_fees("us").value()), "us");
  EXPECT_EQ(notation(parse_regulatory_fees("none").value()), "none");
  EXPECT_EQ(complaint(parse_regulatory_fees("uss")), "is no schedule of fees; did you mean 'us'?");
  EXPECT_EQ(complaint(parse_regulatory_fees("germany")),
            "is no schedule of fees; write us or none");
}

}  // namespace
}  // namespace tw::backtest
