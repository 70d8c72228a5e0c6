#include "formats/backtest_options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backtest/cost_notation.hpp"
#include "backtest/notation.hpp"
#include "core/decimal.hpp"

namespace tw::formats {
namespace {

using backtest::Preset;
using testing::ElementsAre;

/// An option as a flag gives it.
Option flag(std::string key, std::string value, std::string where) {
  return {.key = std::move(key), .value = std::move(value), .where = std::move(where)};
}

/// The least that a backtest needs, and `more`.
std::vector<Option> with(std::vector<Option> more) {
  std::vector<Option> options{flag("strategy", "sma_cross", "--strategy"),
                              flag("symbols", "AAPL", "--symbols")};
  options.insert(options.end(), more.begin(), more.end());
  return options;
}

backtest::BacktestSpec spec_with(std::vector<Option> more) {
  const auto request = resolve(with(std::move(more)));
  EXPECT_TRUE(request.has_value()) << request.error().front();
  return request ? request->spec : backtest::BacktestSpec{};
}

std::vector<std::string> errors_of(const std::vector<Option>& options) {
  const auto request = resolve(options);
  return request ? std::vector<std::string>{} : request.error();
}

TEST(BacktestOptions, LeftOutAreThePresetsAndTheStrategysOwn) {
  const auto spec = spec_with({});

  EXPECT_EQ(spec.strategy, "sma_cross");
  EXPECT_THAT(spec.symbols, ElementsAre("AAPL"));
  EXPECT_THAT(spec.parameters, ElementsAre(10.0, 30.0, 0.0, 0.0, 0.0));
  EXPECT_EQ(spec.preset, Preset::Realistic);
  EXPECT_EQ(spec.cash, Money::whole(10'000));
  EXPECT_EQ(backtest::notation(spec.size), "all");
  EXPECT_EQ(backtest::notation(spec.rules.commission), "ibkr_fixed");
  EXPECT_EQ(spec.from, "");
  EXPECT_EQ(spec.timeframe, "");
}

TEST(BacktestOptions, TwoTimeframesAreTheBarsAndTheHigherOneOfTheStrategy) {
  const std::vector<Option> two{flag("strategy", "multi_timeframe_trend", "--strategy"),
                                flag("symbols", "AAPL", "--symbols"),
                                flag("timeframes", "30m,60m", "--timeframes")};
  const auto request = resolve(two);

  ASSERT_TRUE(request.has_value()) << request.error().front();
  EXPECT_EQ(request->spec.timeframe, "30m");
  const auto entry = *strategies::find("multi_timeframe_trend");
  EXPECT_EQ(strategies::to_string(entry->parameters[0], request->spec.parameters[0]), "1h");
}

TEST(BacktestOptions, TwoTimeframesAreRefusedWhereTheyAreNone) {
  const auto refused = [](std::string value) {
    const auto errors = errors_of({flag("strategy", "multi_timeframe_trend", "--strategy"),
                                   flag("symbols", "AAPL", "--symbols"),
                                   flag("timeframes", std::move(value), "--timeframes")});
    return errors.empty() ? "" : errors.front();
  };

  EXPECT_EQ(refused("1d"),
            "--timeframes is '1d', which is not two timeframes; write the bars' and the higher "
            "one: 1d,1w");
  EXPECT_EQ(refused("1d,soon"),
            "--timeframes is '1d,soon', which is not two timeframes; write, say, 5m,1h or 1d,1w");
  EXPECT_EQ(refused("1w,1d"),
            "--timeframes is '1w,1d', which has no higher one second; write the shorter first: "
            "1d,1w");
  EXPECT_EQ(refused("60m,1h"),
            "--timeframes is '60m,1h', which has no higher one second; write the shorter first: "
            "1d,1w");
  EXPECT_THAT(errors_of(with({flag("timeframes", "1d,1w", "--timeframes")})),
              ElementsAre("--timeframes is '1d,1w', which is two timeframes, and strategy "
                          "'sma_cross' looks at one; give --timeframe, or a strategy such as "
                          "multi_timeframe_trend"));
  EXPECT_THAT(errors_of(with({flag("timeframes", "1d,1w", "--timeframes"),
                              flag("timeframe", "1d", "--timeframe")})),
              ElementsAre("--timeframes is '1d,1w', which says what --timeframe says too; give one "
                          "of them"));
}

TEST(BacktestOptions, EachKeyIsTakenAtItsWord) {
  const auto request = resolve({
      flag("strategy", "rsi_reversion", "s:1"),
      flag("data", "dir/a.csv", "s:2"),
      flag("data", "b.csv", "s:2"),
      flag("symbols", "A, B", "s:3"),
      flag("from", "2014-01-02", "s:4"),
      flag("to", "2014-01-31 15:30", "s:5"),
      flag("timeframe", "daily", "s:6"),
      flag("zone", "America/New_York", "s:7"),
      flag("date_order", "dmy", "s:7"),
      flag("calendar", "24x7", "s:8"),
      flag("source", "stooq", "s:9"),
      flag("adjusted", "true", "s:10"),
      flag("benchmark", "SPX", "s:11"),
      flag("preset", "plain", "s:12"),
      flag("cash", "25000.5", "s:13"),
      flag("size", "units:100", "s:14"),
      flag("parameters.period", "2", "s:15"),
      flag("parameters.lower", "10", "s:16"),
      flag("costs.commission", "fixed:5+percent:0.0005", "s:17"),
      flag("costs.spread", "percent:0.0005", "s:18"),
      flag("fills.timing", "this_close", "s:19"),
      flag("fills.participation", "0.25", "s:20"),
      flag("account.margin", "0.05", "s:21"),
      flag("account.currency", "EUR", "s:22"),
      flag("risk.max_order_value", "5000", "s:23"),
      flag("risk.max_order_quantity", "100", "s:24"),
      flag("risk.max_position", "200", "s:25"),
      flag("risk.max_gross_exposure", "2", "s:26"),
      flag("risk.max_net_exposure", "1.5", "s:27"),
      flag("risk.max_orders_per_minute", "30", "s:28"),
      flag("risk.price_collar", "0.1", "s:29"),
  });

  ASSERT_TRUE(request.has_value()) << request.error().front();
  const auto& spec = request->spec;
  EXPECT_EQ(spec.strategy, "rsi_reversion");
  EXPECT_THAT(request->data, ElementsAre("dir/a.csv", "b.csv"));
  EXPECT_THAT(spec.symbols, ElementsAre("A", "B"));
  EXPECT_EQ(spec.from, "2014-01-02");
  EXPECT_EQ(spec.to, "2014-01-31T15:30:00");
  EXPECT_EQ(spec.timeframe, "1d");
  EXPECT_EQ(request->csv.timeframe, kDaily);
  EXPECT_EQ(request->csv.zone, "America/New_York");
  EXPECT_EQ(request->csv.date_order, DateOrder::DayFirst);
  EXPECT_EQ(request->csv.calendar, CalendarKind::AlwaysOpen);
  EXPECT_EQ(request->source, "stooq");
  EXPECT_TRUE(spec.adjusted);
  EXPECT_EQ(request->benchmark, "SPX");
  EXPECT_EQ(spec.preset, Preset::Plain);
  EXPECT_EQ(spec.cash, *parse<Money>("25000.5"));
  EXPECT_EQ(spec.size.quantity(), Quantity::whole(100));
  EXPECT_THAT(spec.parameters, ElementsAre(2.0, 10.0, 70.0));
  EXPECT_EQ(backtest::notation(spec.rules.commission), "fixed:5+percent:0.0005");
  EXPECT_EQ(backtest::notation(spec.rules.spread), "percent:0.0005");
  EXPECT_EQ(spec.rules.fill_timing, sim::FillTiming::ThisClose);
  EXPECT_EQ(spec.rules.participation, Ratio::from_raw(25'000'000));
  EXPECT_EQ(spec.rules.margin, Ratio::from_raw(5'000'000));
  EXPECT_EQ(spec.currency.view(), "EUR");
  EXPECT_EQ(spec.limits.max_order_value, Money::whole(5000));
  EXPECT_EQ(spec.limits.max_order_quantity, Quantity::whole(100));
  EXPECT_EQ(spec.limits.max_position, Quantity::whole(200));
  EXPECT_EQ(spec.limits.max_gross_exposure, Ratio::whole(2));
  EXPECT_EQ(spec.limits.max_net_exposure, Ratio::from_raw(150'000'000));
  EXPECT_EQ(spec.limits.max_orders_per_minute, 30);
  EXPECT_EQ(spec.limits.price_collar, Ratio::from_raw(10'000'000));
}

TEST(BacktestOptions, OverrideThePresetWhateverTheOrder) {
  const Option preset = flag("preset", "backtesting.py", "--preset");
  const Option commission = flag("costs.commission", "percent:0.002", "--commission");

  const auto before = spec_with({commission, preset});
  const auto after = spec_with({preset, commission});

  EXPECT_EQ(before.preset, Preset::BacktestingPy);
  EXPECT_EQ(backtest::notation(before.rules.commission), "percent:0.002");
  EXPECT_EQ(backtest::notation(after.rules.commission), "percent:0.002");
  EXPECT_EQ(before.rules.size_at, sim::SizeAt::Fill);
  EXPECT_EQ(before.warmup_from, backtest::WarmupFrom::Range);
}

TEST(BacktestOptions, ACommissionOfOnesOwnIsAllThatAFillCosts) {
  const Option own = flag("costs.commission", "percent:0.001", "--commission");
  const Option broker = flag("costs.commission", "ibkr_tiered", "--commission");
  const Option fees = flag("costs.regulatory_fees", "us", "--regulatory-fees");

  EXPECT_EQ(spec_with({}).rules.regulatory_fees, sim::RegulatoryFees::Us);
  EXPECT_EQ(spec_with({broker}).rules.regulatory_fees, sim::RegulatoryFees::Us);
  EXPECT_EQ(spec_with({own}).rules.regulatory_fees, sim::RegulatoryFees::None);
  EXPECT_EQ(spec_with({own, fees}).rules.regulatory_fees, sim::RegulatoryFees::Us);
}

TEST(BacktestOptions, AMarginAccountIsRegulationTsUnlessSomethingElseIsSaid) {
  const Option margin = flag("account.type", "margin", "--account");
  const auto plain = spec_with({margin});
  const auto without = spec_with({margin, flag("account.rules", "none", "--rules")});
  const auto leveraged = spec_with({flag("account.margin", "0.05", "--margin")});
  const auto cash = spec_with({});

  EXPECT_EQ(plain.rules.margin, Ratio::from_raw(50'000'000));
  EXPECT_TRUE(plain.rules.can_short && plain.limits.can_short);
  EXPECT_EQ(backtest::notation(plain.rules.account), "reg_t+day_trader");
  EXPECT_EQ(backtest::notation(without.rules.account), "none");
  EXPECT_EQ(backtest::notation(leveraged.rules.account), "none") << "its leverage is not Reg T's";
  EXPECT_EQ(backtest::notation(cash.rules.account), "settlement");
}

TEST(BacktestOptions, AnAccountThatContradictsItsMarginIsRefused) {
  const Option cash = flag("account.type", "cash", "--account");
  const Option half = flag("account.margin", "0.5", "--margin");
  const Option little = flag("account.margin", "0.05", "--margin");

  EXPECT_THAT(errors_of(with({cash, half})),
              ElementsAre("--account is 'cash', which pays in full, and margin is 0.5; give "
                          "--account margin, or leave the margin out"));
  EXPECT_THAT(errors_of(with({flag("account.rules", "reg_t", "--rules")})),
              ElementsAre("--rules is 'reg_t', which holds a cash account to rules of margin "
                          "accounts; give --account margin, or --rules settlement"));
  EXPECT_THAT(errors_of(with({little, flag("account.rules", "us", "--rules")})),
              ElementsAre("--margin is '0.05', which is less than the half that Regulation T asks "
                          "for; raise it to 0.5, or give --rules none"));
  EXPECT_THAT(errors_of(with({flag("account.type", "magin", "--account")})),
              ElementsAre("--account is 'magin', which is no type of account; did you mean "
                          "'margin'?"));
}

TEST(BacktestOptions, ALatencyContradictsAFillAtTheDecidingMoment) {
  EXPECT_THAT(errors_of(with({flag("fills.latency", "fixed:1ms", "--latency"),
                              flag("fills.timing", "this_close", "--fill-timing")})),
              ElementsAre("--latency is 'fixed:1ms', which is too late for fill timing "
                          "'this_close', which fills at the deciding moment; give next_open, or "
                          "latency none"));
}

TEST(BacktestOptions, AMarginBelowOneAllowsShortsAndACashAccountDoesNot) {
  const auto margin = spec_with({flag("account.margin", "0.5", "--margin")});
  const auto cash = spec_with({flag("account.margin", "1", "--margin")});

  EXPECT_TRUE(margin.rules.can_short);
  EXPECT_TRUE(margin.limits.can_short);
  EXPECT_FALSE(cash.rules.can_short);
  EXPECT_FALSE(cash.limits.can_short);
}

TEST(BacktestOptions, ZeroOrNoneTakesACapAway) {
  EXPECT_EQ(spec_with({flag("fills.participation", "0", "--participation")}).rules.participation,
            Ratio{});
  EXPECT_EQ(spec_with({flag("risk.max_position", "none", "s:1")}).limits.max_position, Quantity{});
}

TEST(BacktestOptions, OfDataWithoutSymbolsAreNamedAfterTheFiles) {
  const auto request =
      resolve({flag("strategy", "sma_cross", "--strategy"),
               flag("data", "some/dir.d/AAPL.csv", "--data"), flag("data", "MSFT", "--data")});

  ASSERT_TRUE(request.has_value());
  EXPECT_THAT(request->spec.symbols, ElementsAre("AAPL", "MSFT"));
}

TEST(BacktestOptions, TakeTheSizeAmongTheParametersToo) {
  const auto spec = spec_with({flag("parameters.size", "fraction:0.5", "--set")});

  EXPECT_EQ(spec.size.fraction(), 0.5);
}

TEST(BacktestOptions, TakeARuleThatFindsTheSizeUnlessTheStrategyWeighsItsSymbols) {
  for (const strategies::Entry& entry : strategies::catalogue()) {
    const auto request =
        resolve({flag("strategy", std::string{entry.name}, "--strategy"),
                 flag("symbols", "AAPL,KO", "--symbols"), flag("size", "vol:0.15", "--size")});
    EXPECT_EQ(request.has_value(), !entry.is_of_group()) << entry.name;
    if (request) {
      EXPECT_EQ(request->spec.size_rule.kind, sizing::SizeRule::Kind::Volatility);
      EXPECT_EQ(request->spec.size_rule.value, 0.15);
    } else {
      EXPECT_THAT(request.error().front(), testing::HasSubstr("is found an entry at a time"));
    }
  }
}

backtest::BacktestSpec of_units(std::vector<Option> options) {
  options.push_back(flag("strategy", "channel_pyramid", "--strategy"));
  options.push_back(flag("data", "a.csv", "--data"));
  return resolve(options)->spec;
}

TEST(BacktestOptions, OfAStrategyThatTradesUnitsTakeABareNumberOfThem) {
  EXPECT_EQ(of_units({}).size.quantity(), Quantity::whole(5));
  EXPECT_EQ(of_units({flag("parameters.size", "7", "--set")}).size.quantity(), Quantity::whole(7));
  EXPECT_EQ(of_units({flag("size", "7", "--size")}).size.quantity(), Quantity::whole(7));
  EXPECT_EQ(of_units({flag("size", "units:7", "--size")}).size.quantity(), Quantity::whole(7));
  EXPECT_EQ(of_units({flag("size", "fraction:0.25", "--size")}).size.fraction(), 0.25);
}

TEST(BacktestOptions, RefuseASizeThatIsGivenTwice) {
  const auto twice =
      resolve({flag("strategy", "channel_pyramid", "--strategy"), flag("data", "a.csv", "--data"),
               flag("parameters.size", "5", "--set"), flag("size", "units:7", "--size")});

  ASSERT_FALSE(twice.has_value());
  EXPECT_THAT(twice.error(),
              ElementsAre("--size is 'units:7', which is a second value for it; give it once"));
}

TEST(BacktestOptions, OfFlagsReplaceThoseOfTheFileKeyByKey) {
  const auto both = overlay({flag("cash", "1", "s:1"), flag("parameters.fast", "5", "s:2"),
                             flag("parameters.slow", "50", "s:3"), flag("size", "all", "s:4")},
                            {flag("cash", "2", "--cash"), flag("parameters.fast", "6", "--set"),
                             flag("parameters.size", "units:1", "--set")});

  std::vector<std::string> texts;
  for (const Option& option : both) texts.push_back(option.key + "=" + option.value);
  EXPECT_THAT(texts,
              ElementsAre("parameters.slow=50", "cash=2", "parameters.fast=6", "size=units:1"));
}

TEST(BacktestOptions, OfFlagsThatNameDataOrSymbolsReplaceBoth) {
  const std::vector<Option> file{flag("symbols", "AAPL", "s:1"), flag("data", "a.csv", "s:2")};

  const auto stored = overlay(file, {flag("symbols", "MSFT", "--symbols")});
  const auto read = overlay(file, {flag("data", "b.csv", "--data")});

  ASSERT_EQ(stored.size(), 1U);
  EXPECT_EQ(stored[0].value, "MSFT");
  ASSERT_EQ(read.size(), 1U);
  EXPECT_EQ(read[0].value, "b.csv");
}

struct BadOption {
  Option option;
  std::string error;
};

TEST(BacktestOptions, AreRefusedInOneLineThatNamesTheFieldTheValueAndTheRemedy) {
  const std::string cash = "give an amount above 0 and up to 1000000000, such as 10000";
  const std::string margin =
      "give the fraction of a position's value that must be covered, above 0 and up to 1, such as "
      "0.5 for a leverage of 2";
  const std::string date =
      "is no date and no ISO time (years 1678 to 2261); write 2020-01-31, 2020-01-31T14:30 by the "
      "data's own clock, or 2020-01-31T14:30Z";
  const std::string share = "give one from 0 to 1, where 0 is no limit";
  const BadOption cases[] = {
      {flag("cash", "-5", "--cash"), "--cash is '-5', which is not positive; " + cash},
      {flag("cash", "0", "spec.toml:4"),
       "spec.toml:4: cash is '0', which is not positive; " + cash},
      {flag("cash", "10,000", "--cash"), "--cash is '10,000', which is no number; " + cash},
      {flag("cash", "1e12", "--cash"), "--cash is '1e12', which is out of range; " + cash},
      {flag("from", "01/02/2014", "--from"), "--from is '01/02/2014', which " + date},
      {flag("to", "2014-02-30", "--to"), "--to is '2014-02-30', which " + date},
      {flag("to", "9999-12-31", "--to"), "--to is '9999-12-31', which " + date},
      {flag("to", "2854-01-01T00:00:00+01:00", "--to"),
       "--to is '2854-01-01T00:00:00+01:00', which " + date},
      {flag("from", "2014-01-02T09:30+15:00", "--from"),
       "--from is '2014-01-02T09:30+15:00', which " + date},
      {flag("timeframe", "fortnight", "--timeframe"),
       "--timeframe is 'fortnight', which is no timeframe; write, say, 1m, 5m, 1h, 1d, 1w or 1mo"},
      {flag("zone", "America/New_Yrok", "--zone"),
       "--zone is 'America/New_Yrok', which is no time zone; did you mean 'America/New_York'?"},
      {flag("date_order", "ymd", "--date-order"),
       "--date-order is 'ymd', which is no order of dates; write mdy or dmy"},
      {flag("calendar", "nys", "--calendar"),
       "--calendar is 'nys', which is no calendar; did you mean 'nyse'?"},
      {flag("calendar", "lunar phases", "--calendar"),
       "--calendar is 'lunar phases', which is no calendar; write auto, nyse, 24x7, fx or cme"},
      {flag("source", "", "--source"),
       "--source is '', which is empty; give it a value or leave it out"},
      {flag("adjusted", "yes", "s:1"),
       "s:1: adjusted is 'yes', which is neither true nor false; write one of them"},
      {flag("symbols", "AAPL", "--symbols"),
       "--symbols is 'AAPL', which names 'AAPL' twice; name it once"},
      {flag("symbols", "MSFT,,KO", "--symbols"),
       "--symbols is 'MSFT,,KO', which has an empty symbol; write symbols like AAPL,MSFT"},
      {flag("data", "", "--data"), "--data is '', which is empty; give the name of a CSV file"},
      {flag("preset", "realistc", "--preset"),
       "--preset is 'realistc', which is no preset; did you mean 'realistic'?"},
      {flag("size", "5", "--size"),
       "--size is '5', which does not say of what; write units:5 for a quantity, or fraction:0.5 "
       "for half of the account"},
      {flag("size", "risk:0.05", "--size"),
       "--size is 'risk:0.05', which gives no part of the equity above 0 and up to 0.02 to lose at "
       "the stop; write, say, risk:0.01"},
      {flag("size", "units:1.5", "--size"),
       "--size is 'units:1.5', which is no whole number of units, and preset 'realistic' trades "
       "whole ones; give a whole number"},
      {flag("costs.commission", "0.002", "--commission"),
       "--commission is '0.002', which names no model; write percent:0.002 for that fraction of "
       "the value a side, or fixed:0.002 for that amount an order"},
      {flag("costs.spread", "hlf:1", "--spread"),
       "--spread is 'hlf:1', which is no spread; did you mean 'half'?"},
      {flag("costs.slippage", "tick:1", "--slippage"),
       "--slippage is 'tick:1', which is no slippage; did you mean 'ticks'?"},
      {flag("costs.regulatory_fees", "yes", "--regulatory-fees"),
       "--regulatory-fees is 'yes', which is no schedule of fees; write us or none"},
      {flag("costs.borrow", "-0.1", "--borrow"),
       "--borrow is '-0.1', which gives no annual rate from 0 to 10; write, say, 0.003 or "
       "0.003,GME:0.85 for 0.3 % a year"},
      {flag("fills.latency", "fixd:1ms", "--latency"),
       "--latency is 'fixd:1ms', which is no latency; did you mean 'fixed'?"},
      {flag("fills.seed", "x", "--seed"),
       "--seed is 'x', which is no seed; give a whole number from 0 on, such as 1"},
      {flag("fills.timing", "nextopen", "--fill-timing"),
       "--fill-timing is 'nextopen', which is no fill timing; did you mean 'next_open'?"},
      {flag("fills.participation", "1.5", "--participation"),
       "--participation is '1.5', which is out of range; " + share},
      {flag("fills.participation", "half", "--participation"),
       "--participation is 'half', which is no number; " + share},
      {flag("account.margin", "0", "--margin"),
       "--margin is '0', which is out of range; " + margin},
      {flag("account.margin", "20", "--margin"),
       "--margin is '20', which is out of range; " + margin},
      {flag("account.margin", "5%", "--margin"), "--margin is '5%', which is no number; " + margin},
      {flag("account.margin", "0.0000001", "--margin"),
       "--margin is '0.0000001', which with cash of 10000 buys for more than 10000000000; raise it "
       "or lower the cash"},
      {flag("account.currency", "usd", "s:1"),
       "s:1: account.currency is 'usd', which is no currency code; write three capitals, such as "
       "USD"},
      {flag("risk.max_order_value", "-1", "s:1"),
       "s:1: risk.max_order_value is '-1', which is out of range; give one from 0 to 10000000000, "
       "where 0 is no limit"},
      {flag("risk.max_order_quantity", "x", "s:1"),
       "s:1: risk.max_order_quantity is 'x', which is no number; give one from 0 to 10000000000, "
       "where 0 is no limit"},
      {flag("risk.max_position", "1e99", "s:1"),
       "s:1: risk.max_position is '1e99', which is out of range; give one from 0 to 10000000000, "
       "where 0 is no limit"},
      {flag("risk.max_gross_exposure", "1001", "s:1"),
       "s:1: risk.max_gross_exposure is '1001', which is out of range; give one from 0 to 1000, "
       "where 0 is no limit"},
      {flag("risk.max_net_exposure", "", "s:1"),
       "s:1: risk.max_net_exposure is '', which is no number; give one from 0 to 1000, where 0 is "
       "no limit"},
      {flag("risk.max_orders_per_minute", "2.5", "s:1"),
       "s:1: risk.max_orders_per_minute is '2.5', which is no whole number; give one from 0 to "
       "100000"},
      {flag("risk.price_collar", "2", "s:1"),
       "s:1: risk.price_collar is '2', which is out of range; " + share},
      {flag("parameters.size", "units:0", "--set"),
       "--set size is 'units:0', which gives no number of units above 0 and up to 1000000000; "
       "write, say, units:100"},
      {flag("parameters.fast", "9999", "--set"),
       "--set: parameter 'fast' is '9999', which is out of range; give one from 1 to 5000"},
      {flag("parameters.fats", "9", "s:9"),
       "s:9: strategy 'sma_cross' has no parameter 'fats'; did you mean 'fast'?"},
      {flag("parameters.fast", "30", "--set"),
       "strategy 'sma_cross': fast must be below slow (fast=30, slow=30)"},
      {flag("strategy", "rsi_reversion", "--strategy"),
       "--strategy is 'rsi_reversion', which is a second value for it; give it once"},
  };
  for (const auto& [option, error] : cases) {
    EXPECT_THAT(errors_of(with({option})), ElementsAre(error));
  }
}

TEST(BacktestOptions, ThatNobodyKnowsAreAnsweredWithTheNearest) {
  const std::pair<std::string, std::string> cases[] = {
      {"symbls", "s:1: unknown key 'symbls'; did you mean 'symbols'?"},
      {"comission", "s:1: unknown key 'comission'; did you mean 'costs.commission'?"},
      {"commission", "s:1: unknown key 'commission'; did you mean 'costs.commission'?"},
      {"costs.comission", "s:1: unknown key 'costs.comission'; did you mean 'costs.commission'?"},
      {"cost.spread", "s:1: unknown key 'cost.spread'; did you mean 'costs.spread'?"},
      {"risk.max_positoin",
       "s:1: unknown key 'risk.max_positoin'; did you mean "
       "'risk.max_position'?"},
      {"costs.something_else",
       "s:1: unknown key 'costs.something_else'; known: costs.commission, "
       "costs.spread, costs.slippage, costs.regulatory_fees, costs.borrow, costs.interest"},
      {"quite.other",
       "s:1: unknown key 'quite.other'; known: the tables [parameters], [costs], "
       "[fills], [account] and [risk]"},
  };
  for (const auto& [key, error] : cases) {
    EXPECT_THAT(errors_of(with({flag(key, "1", "s:1")})), ElementsAre(error));
  }
}

TEST(BacktestOptions, ThatAreMisspeltAreNotCalledMissingToo) {
  EXPECT_THAT(errors_of({flag("stratgy", "sma_cross", "s:1"), flag("symbls", "AAPL", "s:2")}),
              ElementsAre("s:1: unknown key 'stratgy'; did you mean 'strategy'?",
                          "s:2: unknown key 'symbls'; did you mean 'symbols'?"));
}

TEST(BacktestOptions, ReportAllTheirErrorsAtOnce) {
  EXPECT_THAT(
      errors_of({flag("strategy", "sma_crss", "--strategy"), flag("cash", "none", "--cash"),
                 flag("from", "2015-01-01", "--from"), flag("to", "2014-01-01", "--to")}),
      ElementsAre(
          "--cash is 'none', which is no number; give an amount above 0 and up to 1000000000, such "
          "as 10000",
          "--strategy: unknown strategy 'sma_crss'; did you mean 'sma_cross'? (see 'tradewind "
          "strategies')",
          "nothing to test; name symbols with --symbols AAPL, or a CSV file with --data FILE.csv",
          "--from is '2015-01-01', which is after --to '2014-01-01'; swap them"));
}

TEST(BacktestOptions, AskForAStrategy) {
  EXPECT_THAT(errors_of({flag("symbols", "AAPL", "--symbols")}),
              ElementsAre("no strategy is named; give --strategy, such as --strategy sma_cross "
                          "(see 'tradewind strategies')"));
}

TEST(BacktestOptions, ADateAsTheEndTakesInItsWholeDay) {
  const auto spec =
      spec_with({flag("from", "2014-01-02T09:30", "--from"), flag("to", "2014-01-02", "--to")});

  EXPECT_EQ(spec.from, "2014-01-02T09:30:00");
  EXPECT_EQ(spec.to, "2014-01-02");
}

TEST(BacktestOptions, KeepWhetherATimeIsByTheDatasClockOrInUtc) {
  const std::pair<std::string, std::string> cases[] = {
      {"2014-01-02", "2014-01-02"},
      {"2014-01-02 09:30", "2014-01-02T09:30:00"},
      {"2014-01-02T09:30:00Z", "2014-01-02T09:30:00Z"},
      {"2014-01-02T09:30-05:00", "2014-01-02T14:30:00Z"},
      {"2014-01-02T08:00:00+09:00", "2014-01-01T23:00:00Z"},
  };
  for (const auto& [text, kept] : cases) {
    EXPECT_EQ(spec_with({flag("from", text, "--from")}).from, kept) << text;
  }
}

TEST(BacktestOptions, OfTwoClocksAreNotCalledReversedForTheirDistance) {
  EXPECT_EQ(errors_of(with({flag("from", "2014-01-02T18:00", "--from"),
                            flag("to", "2014-01-02T10:00Z", "--to")}))
                .size(),
            0U);
  EXPECT_EQ(errors_of(with({flag("from", "2014-01-03T18:00", "--from"),
                            flag("to", "2014-01-02T10:00Z", "--to")}))
                .size(),
            1U);
}

TEST(BacktestOptions, WantOneSymbolForEachFile) {
  EXPECT_THAT(errors_of(with({flag("data", "a.csv", "--data"), flag("data", "b.csv", "--data")})),
              ElementsAre("1 symbol is named for 2 data files; name one for each, or none to use "
                          "the files' names"));
  EXPECT_THAT(errors_of({flag("strategy", "sma_cross", "--strategy"),
                         flag("data", "x/a.csv", "--data"), flag("data", "y/a.csv", "--data")}),
              ElementsAre("two data files are named 'a'; tell them apart with --symbol, once for "
                          "each"));
}

TEST(BacktestOptions, OfAnySizeAreAnsweredInOneShortLine) {
  const auto errors = errors_of(with({flag("cash", std::string(100'000, 'x') + "\n", "--cash"),
                                      flag("parameters.fast", "1\n2", "--set"),
                                      flag("a\nb" + std::string(1000, 'c'), "1", "s:1")}));

  ASSERT_EQ(errors.size(), 3U);
  for (const std::string& error : errors) {
    EXPECT_EQ(error.find('\n'), std::string::npos) << error;
    EXPECT_LT(error.size(), 300U) << error;
  }
}

}  // namespace
}  // namespace tw::formats
