#include "backtest/assumptions.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

#include "backtest/cost_notation.hpp"
#include "backtest/notation.hpp"

namespace tw::backtest {
namespace {

std::string said_about(std::string_view name, const BacktestSpec& spec) {
  for (const Assumption& assumption : assumptions_of(spec)) {
    if (assumption.name == name) return assumption.value;
  }
  return "(nothing)";
}

TEST(Assumptions, NameEveryConventionOnceUnderEveryPreset) {
  for (const Preset preset :
       {Preset::Realistic, Preset::BacktestingPy, Preset::Backtrader, Preset::Plain}) {
    std::set<std::string> names;
    for (const Assumption& assumption : assumptions_of(spec_of(preset))) {
      EXPECT_TRUE(names.insert(assumption.name).second) << assumption.name;
      EXPECT_FALSE(assumption.value.empty()) << assumption.name;
    }
    EXPECT_EQ(names.size(), 31U);
  }
}

TEST(Assumptions, OfTheRealisticPresetAreCostsAndACashAccount) {
  const BacktestSpec spec = spec_of(Preset::Realistic);

  EXPECT_EQ(said_about("preset", spec), "realistic");
  EXPECT_EQ(said_about("fill timing", spec),
            "next open: a market order decided at a close fills at the next bar's open");
  EXPECT_EQ(said_about("limit orders", spec),
            "a limit fills at its price or better, and the market must trade through it");
  EXPECT_EQ(said_about("commission", spec),
            "IBKR Pro fixed: 0.005 USD a share on each side, at least 1 USD an order, at most 1 % "
            "of its value");
  EXPECT_EQ(said_about("spread", spec),
            "0.01 % worse than the bar's price for market and stop orders, entries and exits");
  EXPECT_EQ(said_about("volume", spec),
            "at most 10 % of a bar's volume, the rest waits; not applied where the data have no "
            "volume");
  EXPECT_EQ(said_about("account", spec),
            "cash: positions are paid in full; an order beyond the funds is cut to what they pay "
            "for");
  EXPECT_EQ(said_about("trailing stops", spec),
            "a trailing stop is tested before it follows a bar's extreme");
  EXPECT_EQ(said_about("hours", spec), "orders trade in regular hours, unless they say otherwise");
  EXPECT_EQ(said_about("shorting", spec), "not allowed");
  EXPECT_EQ(said_about("size", spec),
            "all of the account an entry, reckoned at the decision's close, keeping 2 % back for a "
            "dearer fill");
  EXPECT_EQ(said_about("bars before the range", spec),
            "warm the strategy up, as far as there are any; nothing is traded there");
  EXPECT_EQ(said_about("end of data", spec),
            "open positions stay open and are valued at the last close");
  EXPECT_EQ(said_about("risk limits", spec), "none");
}

TEST(Assumptions, OfTheBacktestingPyPresetAreItsOwn) {
  const BacktestSpec spec = spec_of(Preset::BacktestingPy);

  EXPECT_EQ(said_about("limit orders", spec),
            "a limit fills at its price or better, and the market must touch it");
  EXPECT_EQ(said_about("commission", spec), "none");
  EXPECT_EQ(said_about("lots", spec), "an exit ends the newest first");
  EXPECT_EQ(said_about("attached exits", spec),
            "attached stops and targets work from the fill of a market entry on, and from the bar "
            "after the fill of a limit or stop entry; a stop entry whose own bar reaches its "
            "target and not its stop takes the target");
  EXPECT_EQ(said_about("volume", spec), "no cap: any size fills at once");
  EXPECT_EQ(said_about("shorting", spec), "allowed; borrowing is free");
  EXPECT_EQ(said_about("size", spec),
            "all of the account an entry, reckoned at the fill's price, after the exits of that "
            "instant");
  EXPECT_EQ(said_about("bars before the range", spec),
            "not read: the range itself warms the strategy up");
  EXPECT_EQ(said_about("end of data", spec),
            "nothing is decided from the last bar but one on; all is closed at the last open");
}

TEST(Assumptions, OfTheBacktestingPyPresetFollowItsCosts) {
  BacktestSpec spec = spec_of(Preset::BacktestingPy);
  spec.rules.commission = *parse_commission("fixed:5+percent:0.0005");
  spec.rules.spread = *parse_spread("percent:0.0005");
  spec.rules.margin = Ratio::from_raw(50'000'000);

  EXPECT_EQ(said_about("commission", spec),
            "5 USD an order plus 0.05 % of its value, on each side of each lot");
  EXPECT_EQ(said_about("spread", spec),
            "0.05 % worse than the bar's price for orders of every type, entries only");
  EXPECT_EQ(said_about("account", spec),
            "margin: 50 % of a position's value must be covered; what is free for an entry is "
            "valued at the close of the bar that fills it; an order of fixed size beyond the funds "
            "is dropped");
}

TEST(Assumptions, FollowWhatOverridesThePreset) {
  BacktestSpec spec = spec_of(Preset::Realistic);
  spec.rules.commission = *parse_commission("fixed:5+percent:0.0005");
  spec.rules.spread = *parse_spread("percent:0.0005");
  spec.rules.fill_timing = sim::FillTiming::ThisClose;
  spec.rules.margin = Ratio::from_raw(5'000'000);
  spec.rules.participation = {};
  spec.size = Size::units(Quantity::whole(100));
  spec.adjusted = true;
  spec.limits.max_order_value = Money::whole(50'000);
  spec.limits.max_gross_exposure = Ratio::whole(2);

  EXPECT_EQ(said_about("commission", spec),
            "5 USD an order plus 0.05 % of its value, on each side");
  EXPECT_EQ(said_about("spread", spec),
            "0.05 % worse than the bar's price for market and stop orders, entries only");
  EXPECT_EQ(said_about("fill timing", spec),
            "this close: a market order fills at the very close that decided it, which flatters");
  EXPECT_EQ(
      said_about("account", spec),
      "margin: 5 % of a position's value must be covered; an order beyond the funds is cut to "
      "what they pay for");
  EXPECT_EQ(said_about("volume", spec), "no cap: any size fills at once");
  EXPECT_EQ(said_about("size", spec), "100 units an entry");
  EXPECT_EQ(said_about("prices", spec),
            "adjusted for splits and dividends by the source's adjusted close");
  EXPECT_EQ(said_about("risk limits", spec),
            "order value up to 50000 USD; gross exposure up to 200 % of equity");
}

TEST(Assumptions, SayWhatSlipsAndWhichFeesArePassedOn) {
  BacktestSpec spec = spec_of(Preset::Realistic);
  EXPECT_EQ(said_about("slippage", spec), "none");
  EXPECT_EQ(said_about("regulatory fees", spec),
            "SEC section 31 fee and FINRA trading activity fee on sales of US shares, at the rates "
            "of their day");

  const std::pair<std::string_view, std::string_view> cases[] = {
      {"ticks:1",
       "1 tick worse for market and stop orders, of a cent where an instrument has none"},
      {"bps:2", "0.02 % worse for market and stop orders"},
      {"volume_share:0.1",
       "0.1 x (quantity / the bar's volume) squared of the price worse for market and stop orders"},
      {"sqrt:0.5",
       "0.5 x the bar's volatility x the root of (quantity / the bar's volume) of the price worse "
       "for market and stop orders"},
  };
  for (const auto& [text, expected] : cases) {
    spec.rules.slippage = *parse_slippage(text);
    EXPECT_EQ(said_about("slippage", spec), expected) << text;
  }
  spec.rules.regulatory_fees = sim::RegulatoryFees::None;
  EXPECT_EQ(said_about("regulatory fees", spec), "none");
}

TEST(Assumptions, NameTheRulesOfTheAccount) {
  BacktestSpec spec = spec_of(Preset::Realistic);
  EXPECT_EQ(said_about("account rules", spec),
            "US cash account: sales settle by the rule of their day (T+3, T+2, T+1); a third "
            "good-faith violation in twelve months, or free-riding, holds purchases to settled "
            "cash for 90 days");
  EXPECT_EQ(said_about("account rules", spec_of(Preset::Plain)), "none");
  spec.rules.account = {.settlement = false, .reg_t = true, .day_trader = true};

  EXPECT_EQ(said_about("account rules", spec),
            "Regulation T: 25 % of longs and 30 % of shorts must stay behind them at each close, "
            "else the broker reduces at the next open; pattern day traders below 25000 may only "
            "close, until 2026-06-03");
}

TEST(Assumptions, SayWhatANightCosts) {
  BacktestSpec spec = spec_of(Preset::BacktestingPy);
  EXPECT_EQ(said_about("interest", spec), "none is charged or paid");
  spec.rules.carry = {.borrow = Ratio::from_raw(300'000), .debit = Ratio::from_raw(6'000'000)};
  spec.borrow = {{"GME", Ratio::from_raw(85'000'000)}};
  spec.locates = {{"AMC", Quantity::whole(500)}};

  EXPECT_EQ(said_about("shorting", spec),
            "allowed; borrowing costs 0.3 % a year of the value at the close, of GME 85 %, by "
            "calendar day over 360; of AMC at most 500 can be borrowed");
  EXPECT_EQ(said_about("interest", spec),
            "6 % a year on debit cash, 0 % earned on cash other than short proceeds, by calendar "
            "day over 360");
}

TEST(Assumptions, SayHowLateOrdersAreAndWhatWasHalted) {
  BacktestSpec spec = spec_of(Preset::Realistic);
  EXPECT_EQ(said_about("halts", spec), "none given: only what the data leave out is not traded");
  spec.rules.latency = *parse_latency("uniform:50ms-300ms");
  spec.halts = {{"AAPL", {0}, {1}, "news"}};

  EXPECT_EQ(said_about("latency", spec),
            "uniform:50ms-300ms: orders and cancels meet only what begins after it; drawn with "
            "seed 1");
  EXPECT_EQ(said_about("halts", spec),
            "1 window is given: nothing fills inside, orders rest through");
}

TEST(Assumptions, SayWhoMayBeEnteredWhen) {
  BacktestSpec spec = spec_of(Preset::Realistic);
  EXPECT_EQ(said_about("universe", spec), "every symbol of the run may be entered at any time");
  spec.universe = {{"T", {}, Date{1}}, {"T", Date{5}, {}}, {"AAPL", Date{2}, {}}};

  EXPECT_EQ(said_about("universe", spec),
            "2 symbols in 3 spells: entered only while a member, a change is known before its "
            "day's open; what leaves is closed at the next open");
  spec.leavers = LeaverRule::Hold;
  EXPECT_THAT(said_about("universe", spec),
              testing::HasSubstr("what leaves is held until the strategy leaves it"));
}

TEST(Assumptions, SayWhatBecomesOfAFractionThatASplitLeaves) {
  BacktestSpec spec = spec_of(Preset::Realistic);
  spec.applies_actions = true;

  EXPECT_EQ(said_about("dividends and splits", spec),
            "applied on their ex-dates to holdings, resting orders and trades; what a split leaves "
            "of a unit is paid in cash; strategies see one scale throughout");
}

TEST(Assumptions, SayThatSeveralSymbolsShareTheSize) {
  BacktestSpec spec = spec_of(Preset::Plain);
  spec.symbols = {"AAPL", "MSFT"};
  spec.size = Size::fraction(0.5);

  EXPECT_EQ(said_about("size", spec),
            "0.5 of the account an entry, shared equally by the symbols, reckoned at the "
            "decision's close");
  spec.universe = {{"AAPL", {}, {}}, {"MSFT", Date{5}, {}}};
  EXPECT_EQ(said_about("size", spec),
            "0.5 of the account an entry, shared equally by the members of the moment, reckoned at "
            "the decision's close");
}

TEST(Assumptions, SayHowTheAccountIsSplit) {
  BacktestSpec spec = spec_of(Preset::Realistic);
  spec.size_rule = {.kind = sizing::SizeRule::Kind::EqualRisk};

  EXPECT_EQ(said_about("size", spec),
            "the account split so that each contributes the same risk between the symbols, by "
            "their last 63 returns in common; at most what the account pays for at the decision's "
            "close");
}

TEST(Assumptions, SayWhichRuleFindsTheSize) {
  BacktestSpec spec = spec_of(Preset::Realistic);
  spec.size_rule = {.kind = sizing::SizeRule::Kind::Risk, .value = 0.01};
  EXPECT_EQ(said_about("size", spec),
            "what loses 1 % of the equity at the entry's stop, before costs; at most what the "
            "account pays for at the decision's close; an entry without a stop is denied");

  spec.symbols = {"AAPL", "MSFT"};
  spec.size_rule = {.kind = sizing::SizeRule::Kind::Volatility, .value = 0.15};
  EXPECT_EQ(said_about("size", spec),
            "what is as volatile as 15 % a year, by the deviation of the last 63 returns, shared "
            "equally by the symbols; at most what the account pays for at the decision's close");

  spec.symbols = {"AAPL"};
  spec.size_rule = {.kind = sizing::SizeRule::Kind::Kelly, .value = 0.5};
  EXPECT_EQ(said_about("size", spec),
            "50 % of Kelly's fraction by the last 100 closed trades, mixed with a fraction of 0.1 "
            "as if of 20 trades, never below 0.01; at most what the account pays for at the "
            "decision's close");
}

}  // namespace
}  // namespace tw::backtest
