#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/lookahead_report.hpp"
#include "report/monte_carlo_page.hpp"
#include "report/monte_carlo_text.hpp"
#include "report/walk_forward_page.hpp"
#include "report/walk_forward_text.hpp"
#include "support/html_check.hpp"

namespace tw::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kHostile = "\"'><script>document.title='owned'</script>\x1b[2J";

research::MonteCarloReport simulated() {
  const std::vector<double> returns{0.1, -0.2, 0.15, 0.05, -0.05};
  const research::ReturnSample sample{returns};
  const std::vector<std::uint32_t> stops{1, 3, 5};
  research::PathResults paths =
      walk_paths(sample, {.sample = 5, .draws = 5}, {.stops = stops}, 0, 400);
  research::MonteCarloReport report{.title = kHostile,
                                    .method = "bootstrap",
                                    .of = "sessions",
                                    .facts = {{"History", kHostile}},
                                    .seed = 7,
                                    .paths = 400,
                                    .draws = 5,
                                    .sample = 5};
  report.warnings = {kHostile};
  report.chances = research::chances_of(paths, {});
  report.fan = research::fan_of(paths, stops);
  report.distributions = research::distributions_of(paths, {});
  return report;
}

research::WalkForwardReport walked() {
  research::WalkForwardReport report{.title = kHostile, .facts = {{"Varied", kHostile}}};
  report.drift.push_back(
      {.name = "fast", .values = {"5", ""}, .numbers = {5.0, std::nan("")}, .changes = 1});
  for (int i = 0; i < 2; ++i) {
    research::FoldOutcome fold;
    for (int day = 0; day < 10; ++day) {
      fold.dates.push_back(Date{10'000 + 10 * i + day});
      fold.returns.push_back(day % 3 == 0 ? -0.01 : 0.01);
    }
    if (i == 0) fold.values = {5.0};
    report.folds.push_back(std::move(fold));
  }
  report.stitched = research::stitch(report.folds, 252.0);
  report.warnings = research::walk_forward_warnings(report);
  return report;
}

/// A run whose second command, on the sixth of ten days, knew what came later.
LookaheadReport caught() {
  LookaheadReport report{.title = kHostile, .strategy = "sma_cross"};
  report.symbols = {kHostile};
  report.drawn = kHostile;
  for (int day = 0; day < 10; ++day) {
    const Date date{10'000 + day};
    report.at.push_back({.at = date.midnight(), .session = date, .is_date = true});
    report.closes.push_back(100.0 + day);
  }
  const backtest::LookaheadFault fault{
      .cut = report.at[5].at,
      .command = 1,
      .with_future = backtest::Asked{.at = report.at[5].at, .command = CancelOrder{}},
      .without = {}};
  for (const backtest::Probe probe : backtest::kProbes) {
    report.proof.probes.push_back({.probe = probe, .tried = 4, .differing = 0, .first = {}});
  }
  report.proof.probes[0].differing = 2;
  report.proof.probes[0].first = fault;
  report.leaks.push_back({.symbol = kHostile, .finding = {}, .first = "2020-01-02"});
  return report;
}

TEST(ResearchPages, ShowTheDecisionThatKnewItsFuture) {
  const std::string html = lookahead_page(caught());

  EXPECT_THAT(html, HasSubstr("The first decision that knew its future"));
  EXPECT_THAT(html, HasSubstr("Known at the decision"));
  EXPECT_THAT(html, HasSubstr("Still to come"));
  EXPECT_THAT(html, HasSubstr("close_ahead"));
}

// The lines of a fault went through the filter as one text, and their ends became question marks.
TEST(ResearchTables, ShowAFaultOnLinesOfItsOwn) {
  LookaheadReport report = caught();
  report.symbols = {"ONE"};
  const std::string text = lookahead_table(report, {});

  EXPECT_THAT(text, HasSubstr(" known\n        in the run   "));
  EXPECT_THAT(text, HasSubstr("\n        without it   nothing more until then\n"));
}

TEST(ResearchPages, AreWholeRunNoScriptAndFetchNothing) {
  for (const std::string& html :
       {monte_carlo_page(simulated()), walk_forward_page(walked()), lookahead_page(caught())}) {
    EXPECT_EQ(support::html_fault(html), "");
    EXPECT_THAT(html, Not(HasSubstr("<script")));
    EXPECT_THAT(html, Not(HasSubstr("http:")));
    EXPECT_THAT(html, Not(HasSubstr("https:")));
    EXPECT_THAT(html, HasSubstr("default-src 'none'"));
  }
}

TEST(ResearchPages, ShowTheFanWithItsBandsAndTheDriftOfEachParameter) {
  EXPECT_THAT(monte_carlo_page(simulated()), HasSubstr("class=\"band outer\""));
  const std::string walk = walk_forward_page(walked());
  EXPECT_THAT(walk, HasSubstr("Drift of fast"));
  EXPECT_THAT(walk, HasSubstr(">none</td>"));
}

TEST(ResearchPages, StandWhenEverythingWasLost) {
  research::MonteCarloReport report = simulated();
  report.fan.quantiles[0] = {1.0, 0.0, 0.0, 0.0};
  report.fan.quantiles[4] = {1.0, 20.0, 30.0, 40.0};

  const std::string html = monte_carlo_page(report);

  EXPECT_EQ(support::html_fault(html), "");
  EXPECT_THAT(html, Not(HasSubstr("nan")));
  EXPECT_THAT(html, Not(HasSubstr("inf")));
  EXPECT_THAT(html, HasSubstr("Logarithmic scale"));
}

TEST(ResearchTables, LetNoNameWriteOnTheTerminal) {
  const TerminalOptions options{.width = 80, .use_color = false, .is_utf8 = false};

  for (const std::string& text :
       {monte_carlo_table(simulated(), options), walk_forward_table(walked(), options)}) {
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
    for (const char c : text) EXPECT_LT(static_cast<unsigned char>(c), 0x80);
  }
}

TEST(ResearchTables, SayWhereNothingIsLeftOfTheCosts) {
  research::MonteCarloReport report{.method = "costs"};
  report.costs = {{.multiple = 0.0, .total_return = 0.1}, {.multiple = 2.0, .total_return = -0.1}};
  report.break_even_costs = 1.0;
  EXPECT_EQ(break_even_text(report), "Nothing is left at 1.00 times the costs.");

  report.break_even_costs = std::nan("");
  EXPECT_EQ(break_even_text(report), "It earns at every rung.");
  report.costs[0].total_return = -0.05;
  EXPECT_EQ(break_even_text(report), "It loses at every rung, even without costs.");
}

}  // namespace
}  // namespace tw::report
