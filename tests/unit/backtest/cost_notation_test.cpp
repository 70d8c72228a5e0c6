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

TEST(LatencyNotation, ReadsBackWhatItWrites) {
  for (const std::string text : {"none", "fixed:250ms", "fixed:2s", "fixed:15us",
                                 "uniform:50ms-300ms", "lognormal:100ms,0.5"}) {
    EXPECT_EQ(notation(parse_latency(text).value()), text);
  }
  EXPECT_EQ(notation(parse_latency("fixed:0ms").value()), "none");
}

TEST(LatencyNotation, SaysWhatIsWrongAndWhatToWrite) {
  const std::string time = "gives no time from 0 to 3600s in whole us, ms or s; write, say, ";
  const std::pair<std::string_view, std::string> cases[] = {
      {"250ms", "names no model; write fixed:250ms"},
      {"fixed:250", time + "fixed:250ms"},
      {"fixed:-1ms", time + "fixed:250ms"},
      {"fixed:2h", time + "fixed:250ms"},
      {"fixed:4000s", time + "fixed:250ms"},
      {"uniform:50ms", time + "uniform:50ms-300ms"},
      {"uniform:300ms-50ms", "begins where it ends, or after; write, say, uniform:50ms-300ms"},
      {"lognormal:100ms", time + "lognormal:100ms,0.5"},
      {"lognormal:100ms,0",
       "gives no deviation above 0 and up to 3; write, say, lognormal:100ms,0.5"},
      {"lognorml:1ms", "is no latency; did you mean 'lognormal'?"},
      {"slow", "is no latency; write none, fixed:250ms, uniform:50ms-300ms or lognormal:100ms,0.5"},
  };
  for (const auto& [text, expected] : cases) {
    EXPECT_EQ(complaint(parse_latency(text)), expected) << text;
  }
}

TEST(CarryNotation, ReadsBackWhatItWrites) {
  for (const std::string text : {"none", "0.003", "0.003,GME:0.85", "0,GME:0.85,AMC:0.2"}) {
    EXPECT_EQ(notation(parse_borrow(text).value()), text);
  }
  for (const std::string text : {"none", "debit:0.06", "credit:0.03", "debit:0.06+credit:0.03"}) {
    EXPECT_EQ(interest_notation(parse_interest(text).value()), text);
  }
  for (const std::string text : {"any", "GME:0", "GME:0,AMC:500"}) {
    EXPECT_EQ(notation(parse_locates(text).value()), text);
  }
}

TEST(CarryNotation, SaysWhatIsWrongAndWhatToWrite) {
  EXPECT_EQ(complaint(parse_borrow("cheap")),
            "gives no annual rate from 0 to 10; write, say, 0.003 or 0.003,GME:0.85 for 0.3 % a "
            "year");
  EXPECT_EQ(complaint(parse_borrow("0.003,0.004")),
            "gives a second rate for all; write, say, 0.003,GME:0.85");
  EXPECT_EQ(complaint(parse_borrow(":0.85")),
            "has a rate without its symbol; write, say, GME:0.85");
  EXPECT_EQ(complaint(parse_interest("debt:0.06")), "is no interest; did you mean 'debit'?");
  EXPECT_EQ(complaint(parse_interest("debit:-1")),
            "gives no annual rate from 0 to 10; write, say, debit:0.003 for 0.3 % a year");
  EXPECT_EQ(complaint(parse_locates("GME")),
            "gives no symbol with the shares that can be borrowed; write any, or GME:0,AMC:500");
}

TEST(AccountRulesNotation, ReadsBackWhatItWrites) {
  for (const std::string text : {"none", "us", "settlement", "reg_t", "reg_t+day_trader"}) {
    EXPECT_EQ(notation(parse_account_rules(text).value()), text);
  }
  EXPECT_EQ(complaint(parse_account_rules("regt")),
            "is no set of account rules; did you mean 'reg_t'?");
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
