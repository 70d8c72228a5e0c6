// Every rule of the diagnosis: what makes it speak, and what is just short of it.

#include <algorithm>
#include <fstream>
#include <functional>
#include <gtest/gtest.h>
#include <iterator>
#include <string>
#include <vector>

#include "diagnosis/diagnose.hpp"
#include "diagnosis/rule.hpp"

namespace tw::diagnosis {
namespace {

using backtest::BacktestReport;
using backtest::BacktestSpec;
using backtest::Metric;
using backtest::OrderRow;
using backtest::TradeRow;

Money money(double value) { return *Money::from_double(value); }

/// Six hundred weekdays from 2015-01-02 on.
std::vector<Date> weekdays() {
  std::vector<Date> days;
  for (Date day = *Date::from_civil(2015, 1, 2); days.size() < 600; day = day + 1) {
    if (day.weekday() < Weekday::Saturday) days.push_back(day);
  }
  return days;
}

/// A run with which nothing is wrong; a test spoils one thing.
struct Case {
  BacktestSpec spec = backtest::spec_of(backtest::Preset::Realistic);
  BacktestReport report;
  RunFacts facts;

  Case() {
    const std::vector<Date> days = weekdays();
    double equity = 10'000.0;
    double benchmark = 10'000.0;
    for (std::size_t i = 0; i < days.size(); ++i) {
      // The market is calm for forty sessions, wild for the next, and goes nowhere.
      const double move = i / 40 % 2 == 0 ? 0.004 : 0.012;
      equity *= 1.0 + (i % 2 == 0 ? 0.003 : -0.0022);
      benchmark *= i % 2 == 0 ? 1.0 + move : 1.0 / (1.0 + move);
      report.equity.push_back({{days[i].midnight(), days[i], true}, money(equity)});
      report.benchmark.push_back(benchmark);
    }
    report.symbols = {"ONE", "TWO"};
    report.benchmark_name = "buy and hold";
    for (std::size_t i = 0; i < 60; ++i) {
      TradeRow trade{.symbol = i % 2 == 0 ? "ONE" : "TWO", .is_long = i / 2 % 2 == 0};
      trade.quantity = Quantity::whole(trade.is_long ? 100 : -100);
      trade.entry_at = {days[i * 9].midnight(), days[i * 9], true};
      trade.exit_at = {days[i * 9 + 5].midnight(), days[i * 9 + 5], true};
      trade.pnl = Money::whole(i % 3 == 0 ? -10 : 30);
      trade.entry_tag = i / 3 % 2 == 0 ? "dip" : "breakout";
      trade.bars_held = 5;
      report.trades.push_back(trade);
      report.orders.push_back({.id = i + 1,
                               .symbol = trade.symbol,
                               .type = "market",
                               .state = "filled",
                               .quantity = Quantity::whole(100),
                               .filled = Quantity::whole(100)});
    }
    for (const auto& [key, value] :
         std::vector<std::pair<std::string_view, double>>{{"total_return", 0.27},
                                                          {"benchmark_return", 0.0},
                                                          {"sharpe", 1.0},
                                                          {"psr_0", 0.97},
                                                          {"calmar", 1.0},
                                                          {"max_drawdown", -0.1},
                                                          {"correlation", 0.3},
                                                          {"trade_win_rate", 0.66},
                                                          {"trade_payoff_ratio", 1.5},
                                                          {"trade_profit_factor", 2.0}}) {
      report.metrics.push_back(
          {.key = key, .label = key, .kind = Metric::Kind::Ratio, .value = value});
    }
    facts.bars = 600;
    facts.warmup_bars = 20;
    facts.traded_value = 100'000.0;
    facts.commissions = 60.0;
    facts.spread_and_slippage = 40.0;
    facts.lookahead_cuts = 2;
    facts.fills = 60;
    facts.sessions = 600;
    facts.parameters = {{"fast", 10, 1, 100}, {"slow", 30, 1, 500}};
  }

  void set(std::string_view key, double value) {
    std::ranges::find(report.metrics, key, &Metric::key)->value = value;
  }
  void keep_trades(std::size_t count) { report.trades.resize(count); }
  /// Makes every trade of a kind pay so much.
  void pay(const std::function<bool(const TradeRow&)>& is_meant, double pnl) {
    for (TradeRow& trade : report.trades) {
      if (is_meant(trade)) trade.pnl = money(pnl);
    }
  }
  /// Makes equity grow by `steps(i)` from session to session.
  void grow(const std::function<double(std::size_t)>& step) {
    double equity = 10'000.0;
    for (std::size_t i = 0; i < report.equity.size(); ++i) {
      equity *= 1.0 + step(i);
      report.equity[i].value = money(equity);
    }
  }
  void keep_sessions(std::size_t count) {
    report.equity.resize(count);
    report.benchmark.resize(count);
  }
  std::vector<backtest::Finding> findings() const {
    return diagnose(subject_of(spec, report, facts));
  }
  bool speaks(std::string_view rule) const {
    const auto found = findings();
    return std::ranges::find(found, rule, &backtest::Finding::rule) != found.end();
  }
};

using Spoil = std::function<void(Case&)>;

struct RuleTest {
  std::string_view rule;
  Spoil spoil;   ///< After which the rule speaks,
  Spoil nearly;  ///< and after which it does not yet.
};

bool is_tag(const TradeRow& trade) { return trade.entry_tag == "dip"; }
bool is_friday(const TradeRow& trade) {
  return trade.entry_at.session.weekday() == Weekday::Friday;
}

void wait_at_limits(Case& c, std::size_t unfilled) {
  for (std::size_t i = 0; i < c.report.orders.size(); ++i) {
    c.report.orders[i].type = "limit";
    if (i < unfilled) c.report.orders[i].filled = {};
  }
}

const std::vector<RuleTest>& rule_tests() {
  static const std::vector<RuleTest> tests{
      {"look_ahead", [](Case& c) { c.facts.lookahead_faults = 1; },
       [](Case& c) { c.facts.lookahead_cuts = 50; }},
      {"ruin", [](Case& c) { c.facts.is_ruined = true; },
       [](Case& c) { c.set("max_drawdown", -0.99); }},
      {"implausible_metric", [](Case& c) { c.set("sharpe", 3.01); },
       [](Case& c) { c.set("sharpe", 3.0); }},
      {"few_trades", [](Case& c) { c.keep_trades(29); }, [](Case& c) { c.keep_trades(30); }},
      {"luck", [](Case& c) { c.set("psr_0", 0.949); }, [](Case& c) { c.set("psr_0", 0.95); }},
      {"short_history", [](Case& c) { c.keep_sessions(503); },
       [](Case& c) { c.keep_sessions(504); }},
      {"long_warmup", [](Case& c) { c.facts.warmup_bars = 120; },
       [](Case& c) { c.facts.warmup_bars = 119; }},
      {"gaps_in_data", [](Case& c) { c.facts.sessions_missing = 7; },
       [](Case& c) { c.facts.sessions_missing = 6; }},
      {"unexplained_split",
       [](Case& c) {
         c.facts.split_like_jumps = 1;
         c.facts.first_split_like = "ONE 2015-06-09";
       },
       [](Case& c) { c.spec.applies_actions = true; }},
      {"one_trade", [](Case& c) { c.report.trades[1].pnl = Money::whole(2000); },
       [](Case& c) { c.report.trades[1].pnl = Money::whole(900); }},
      {"one_month", [](Case& c) { c.grow([](auto i) { return i == 300 ? 0.4 : 0.0003; }); },
       [](Case& c) { c.grow([](auto i) { return i == 300 ? 0.1 : 0.0003; }); }},
      {"one_symbol", [](Case& c) { c.pay([](auto& t) { return t.symbol == "TWO"; }, 1.0); },
       [](Case& c) { c.pay([](auto& t) { return t.symbol == "TWO"; }, 6.0); }},
      {"one_tag", [](Case& c) { c.pay([](auto& t) { return !is_tag(t); }, -1.0); },
       [](Case& c) { c.pay([](auto& t) { return !is_tag(t); }, 0.0); }},
      {"one_weekday",
       [](Case& c) {
         c.pay([](auto& t) { return !is_friday(t); }, -1.0);
         c.pay(is_friday, 100.0);
       },
       [](Case& c) { c.pay([](auto& t) { return !is_friday(t); }, 0.0); }},
      {"one_half", [](Case& c) { c.grow([](auto i) { return i < 300 ? 0.001 : -0.0001; }); },
       [](Case& c) { c.grow([](auto i) { return i < 300 ? 0.001 : 0.0001; }); }},
      {"open_profit",
       [](Case& c) { c.report.open_positions.push_back({.unrealised = Money::whole(1100)}); },
       [](Case& c) { c.report.open_positions.push_back({.unrealised = Money::whole(900)}); }},
      {"losing_side", [](Case& c) { c.pay([](auto& t) { return !t.is_long; }, -1.0); },
       [](Case& c) { c.pay([](auto& t) { return !t.is_long; }, 1.0); }},
      {"rare_large_losses",
       [](Case& c) {
         c.set("trade_win_rate", 0.75);
         c.set("trade_payoff_ratio", 0.35);
       },
       [](Case& c) {
         c.set("trade_win_rate", 0.75);
         c.set("trade_payoff_ratio", 0.45);
       }},
      {"costs_eat_edge", [](Case& c) { c.facts.commissions = 1100.0; },
       [](Case& c) { c.facts.commissions = 900.0; }},
      {"no_costs",
       [](Case& c) {
         c.spec.rules.commission = {};
         c.spec.rules.spread = {};
       },
       [](Case& c) { c.spec.rules.commission = {}; }},
      {"deciding_close", [](Case& c) { c.spec.rules.fill_timing = sim::FillTiming::ThisClose; },
       [](Case& c) { c.spec.rules.fill_timing = sim::FillTiming::NextClose; }},
      {"outside_session", [](Case& c) { c.facts.fills_outside_session = 1; },
       [](Case& c) {
         c.facts.fills_outside_session = 1;
         c.facts.fills = 101;
       }},
      {"stale_fills", [](Case& c) { c.facts.stale_fills = 1; },
       [](Case& c) {
         c.facts.stale_fills = 1;
         c.facts.fills = 101;
       }},
      {"capped_orders", [](Case& c) { c.facts.capped_orders = 6; },
       [](Case& c) { c.facts.capped_orders = 5; }},
      {"unfilled_orders", [](Case& c) { wait_at_limits(c, 31); },
       [](Case& c) { wait_at_limits(c, 30); }},
      {"denied_requests", [](Case& c) { c.facts.denials = 7; },
       [](Case& c) { c.facts.denials = 6; }},
      {"one_bar_trades",
       [](Case& c) {
         for (std::size_t i = 0; i < 31; ++i) c.report.trades[i].bars_held = 1;
       },
       [](Case& c) {
         for (std::size_t i = 0; i < 30; ++i) c.report.trades[i].bars_held = 1;
       }},
      {"held_overnight", [](Case& c) { c.facts.is_intraday = true; },
       [](Case& c) {
         c.facts.is_intraday = true;
         for (TradeRow& trade : c.report.trades) trade.exit_at = trade.entry_at;
       }},
      {"few_units",
       [](Case& c) {
         for (TradeRow& trade : c.report.trades) trade.quantity = Quantity::whole(9);
       },
       [](Case& c) {
         for (TradeRow& trade : c.report.trades) trade.quantity = Quantity::whole(10);
       }},
      {"margin_calls", [](Case& c) { c.facts.margin_calls = 1; },
       [](Case& c) { c.spec.rules.account.reg_t = true; }},
      {"deep_drawdown", [](Case& c) { c.set("max_drawdown", -0.36); },
       [](Case& c) { c.set("max_drawdown", -0.34); }},
      {"open_drawdown", [](Case& c) { c.grow([](auto i) { return i < 390 ? 0.001 : -0.0001; }); },
       [](Case& c) { c.grow([](auto i) { return i < 410 ? 0.001 : -0.0001; }); }},
      {"flat_periods",
       [](Case& c) { c.grow([](auto i) { return i > 100 && i < 310 ? 0.0 : 0.001; }); },
       [](Case& c) { c.grow([](auto i) { return i > 100 && i < 290 ? 0.0 : 0.001; }); }},
      {"benchmark_beats", [](Case& c) { c.set("benchmark_return", 0.28); },
       [](Case& c) { c.set("benchmark_return", 0.27); }},
      {"benchmark_in_disguise", [](Case& c) { c.set("correlation", 0.91); },
       [](Case& c) { c.set("correlation", 0.9); }},
      {"one_sided",
       [](Case& c) {
         for (TradeRow& trade : c.report.trades) trade.is_long = true;
         for (std::size_t i = 0; i < 600; ++i) c.report.benchmark[i] *= 1.0 + 0.0003 * double(i);
       },
       [](Case& c) {
         for (TradeRow& trade : c.report.trades) trade.is_long = true;
       }},
      {"one_regime",
       [](Case& c) { c.grow([](auto i) { return (i + 580) / 40 % 2 == 0 ? 0.002 : -0.001; }); },
       [](Case& c) { c.grow([](auto i) { return (i + 580) / 40 % 2 == 0 ? 0.002 : 0.0015; }); }},
      {"many_parameters", [](Case& c) { c.facts.parameters.resize(7, {"one", 2, 1, 3}); },
       [](Case& c) { c.facts.parameters.resize(6, {"one", 2, 1, 3}); }},
      {"edge_of_range", [](Case& c) { c.facts.parameters[1].value = 500; },
       [](Case& c) { c.facts.parameters[1].value = 499; }},
      {"cliff", [](Case& c) { c.facts.neighbours = {{"fast", 11, 0.13}}; },
       [](Case& c) { c.facts.neighbours = {{"fast", 11, 0.14}}; }},
  };
  return tests;
}

class EachRule : public testing::TestWithParam<std::size_t> {
 protected:
  const RuleTest& test() const { return rule_tests()[GetParam()]; }
};

TEST(Diagnosis, IsSilentOnARunWithWhichNothingIsWrong) {
  std::string spoken;
  for (const auto& finding : Case{}.findings()) spoken += finding.finding + "\n";

  EXPECT_EQ(spoken, "");
}

TEST(Diagnosis, HasATestForEveryRuleInTheirOrder) {
  ASSERT_EQ(rule_tests().size(), rules().size());
  for (std::size_t i = 0; i < rules().size(); ++i) EXPECT_EQ(rule_tests()[i].rule, rules()[i].key);
  EXPECT_GE(rules().size(), 20U);
}

TEST_P(EachRule, SpeaksOfItsSymptomWithEvidenceAndARemedy) {
  Case spoilt;
  test().spoil(spoilt);

  const auto findings = spoilt.findings();

  const auto found = std::ranges::find(findings, test().rule, &backtest::Finding::rule);
  ASSERT_NE(found, findings.end());
  EXPECT_TRUE(found->finding.ends_with('.')) << found->finding;
  EXPECT_FALSE(found->evidence.empty());
  EXPECT_TRUE(found->remedy.ends_with('.')) << found->remedy;
}

TEST_P(EachRule, IsSilentJustShortOfIt) {
  Case nearly;
  test().nearly(nearly);

  EXPECT_FALSE(nearly.speaks(test().rule));
}

INSTANTIATE_TEST_SUITE_P(Rules, EachRule, testing::Range<std::size_t>(0, rule_tests().size()),
                         [](const auto& param) {
                           return std::string{rule_tests()[param.param].rule};
                         });

TEST(Diagnosis, PutsTheMostSeriousFirst) {
  Case spoilt;
  spoilt.set("benchmark_return", 0.9);
  spoilt.facts.parameters[1].value = 500;
  spoilt.facts.is_ruined = true;

  const auto findings = spoilt.findings();

  ASSERT_EQ(findings.size(), 3U);
  EXPECT_EQ(findings[0].rule, "ruin");
  EXPECT_EQ(findings[1].rule, "benchmark_beats");
  EXPECT_EQ(findings[2].rule, "edge_of_range");
}

TEST(Diagnosis, FindsAParameterAtTheBottomOfItsRangeUnlessThatIsOff) {
  Case low;
  low.facts.parameters[1].value = low.facts.parameters[1].min;
  ASSERT_EQ(low.findings().size(), 1U);
  EXPECT_EQ(low.findings()[0].rule, "edge_of_range");

  Case off;
  off.facts.parameters[1].min = 0;
  off.facts.parameters[1].value = 0;
  EXPECT_TRUE(off.findings().empty());
}

TEST(Diagnosis, NamesAParametersValueAsItWasSet) {
  Case fitted;
  fitted.facts.parameters[1].value = 500;
  fitted.facts.neighbours = {{"band", 0.025, 0.01}};

  const auto findings = fitted.findings();

  ASSERT_EQ(findings.size(), 2U);
  EXPECT_TRUE(findings[0].finding.starts_with("With 'band' at 0.025 the return is"));
  EXPECT_EQ(findings[1].finding, "Parameter 'slow' is 500, the end of its range from 1 to 500.");
}

TEST(Diagnosis, SaysThatNothingWasTraded) {
  Case idle;
  idle.keep_trades(0);
  idle.grow([](auto) { return 0.0; });

  EXPECT_TRUE(idle.speaks("few_trades"));
  EXPECT_TRUE(idle.speaks("flat_periods"));
}

TEST(Diagnosis, TellsBuyingAndHoldingFromDoingNothing) {
  Case held;
  held.keep_trades(0);
  held.report.open_positions.push_back(
      {.unrealised = Money::whole(900), .commission = Money::whole(1)});
  const auto findings = held.findings();
  const auto few = std::ranges::find(findings, "few_trades", &backtest::Finding::rule);
  ASSERT_NE(few, findings.end());
  EXPECT_EQ(few->finding,
            "No trade was closed, 1 lot is still held: every figure of trades is empty.");
  EXPECT_EQ(few->severity, Severity::Note);

  Case idle;
  idle.keep_trades(0);
  idle.report.orders.clear();
  const auto waiting = idle.findings();
  const auto none = std::ranges::find(waiting, "few_trades", &backtest::Finding::rule);
  ASSERT_NE(none, waiting.end());
  EXPECT_TRUE(none->finding.starts_with("No order was placed")) << none->finding;
}

TEST(Diagnosis, SetsCostsAgainstTheGainOfOpenPositionsToo) {
  Case held;
  held.keep_trades(0);
  EXPECT_TRUE(held.speaks("costs_eat_edge")) << "100 of costs and no gain";

  held.report.open_positions.push_back({.unrealised = Money::whole(900)});
  EXPECT_FALSE(held.speaks("costs_eat_edge")) << "costs of 100 of a gain of 1000";
}

TEST(Diagnosis, DoesNotCallAMarketOneSidedThatHadABearMarketInIt) {
  const auto rising_but_for = [](double fall) {
    Case c;
    for (TradeRow& trade : c.report.trades) trade.is_long = true;
    for (std::size_t i = 0; i < 600; ++i) {
      c.report.benchmark[i] = 10'000.0 * (1.0 + 0.002 * double(i)) * (i == 300 ? 1.0 - fall : 1.0);
    }
    return c;
  };

  EXPECT_TRUE(rising_but_for(0.15).speaks("one_sided"));
  EXPECT_FALSE(rising_but_for(0.25).speaks("one_sided"));
}

TEST(Diagnosis, BelievesAProfitFactorThatComesWithOrdinaryReturns) {
  Case rebalanced;
  rebalanced.set("trade_profit_factor", 5.1);
  rebalanced.set("sharpe", 1.5);
  EXPECT_FALSE(rebalanced.speaks("implausible_metric"));

  rebalanced.set("sharpe", 1.6);
  EXPECT_TRUE(rebalanced.speaks("implausible_metric"));
}

TEST(Diagnosis, HearsNoRegimeInALossThatIsSmallBesideTheGain) {
  const auto calm_and_wild = [](double calm, double wild) {
    Case c;
    c.grow([=](auto i) { return (i + 580) / 40 % 2 == 0 ? calm : wild; });
    return c.speaks("one_regime");
  };

  EXPECT_FALSE(calm_and_wild(0.002, -0.00005));
  EXPECT_TRUE(calm_and_wild(0.002, -0.001));
}

TEST(Diagnosis, WritesNumbersAsPeopleReadThem) {
  Case spoilt;
  spoilt.set("benchmark_return", 950.78);
  ASSERT_EQ(spoilt.findings().size(), 1U);
  EXPECT_EQ(
      spoilt.findings()[0].finding,
      "The benchmark (buy and hold) returned 95,078.0%, the strategy 27.0%; their deepest falls "
      "were 1.2% and 10.0%.");

  Case one;
  one.report.trades[1].pnl = Money::whole(-300);
  one.report.trades[2].pnl = Money::whole(2'000);
  for (std::size_t i = 3; i < one.report.trades.size(); ++i) one.report.trades[i].pnl = Money{};
  const auto findings = one.findings();
  const auto found = std::ranges::find(findings, "one_trade", &backtest::Finding::rule);
  ASSERT_NE(found, findings.end());
  EXPECT_TRUE(found->finding.ends_with("of the profit: without it the run loses."))
      << found->finding;
}

TEST(Diagnosis, BearsAReportWithoutAnything) {
  Case empty;
  empty.report = {};
  empty.facts = {};

  EXPECT_TRUE(empty.speaks("few_trades"));
  EXPECT_TRUE(empty.speaks("short_history"));
}

TEST(Diagnosis, PageHasARowForEveryRule) {
  std::ifstream file{"docs/diagnosis.md"};
  const std::string page{std::istreambuf_iterator<char>{file}, {}};

  for (const Rule& rule : rules()) {
    const std::string row = "| `" + std::string{rule.key} + "` | " + std::string{rule.looks_for} +
                            " | " + std::string{rule.remedy} + " |";
    EXPECT_NE(page.find(row), std::string::npos) << "docs/diagnosis.md lacks:\n" << row;
  }
}

}  // namespace
}  // namespace tw::diagnosis
