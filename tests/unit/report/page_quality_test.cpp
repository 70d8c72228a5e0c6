// What every page promises its reader: colours that can be read, tables that can be heard, warnings
// before figures, and a heat map that says what it shows.

#include <algorithm>
#include <array>
#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <string>
#include <string_view>

#include "report/comparison_report.hpp"
#include "report/html.hpp"
#include "report/monte_carlo_page.hpp"
#include "report/page_frame.hpp"
#include "report/realism_report.hpp"
#include "report/sweep_report.hpp"
#include "report/tear_sheet.hpp"
#include "report/tear_sheet_assets.hpp"
#include "report/walk_forward_page.hpp"
#include "strategies/catalogue.hpp"
#include "support/html_check.hpp"
#include "support/sample_report.hpp"

namespace tw::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

using Colours = std::map<std::string, std::string, std::less<>>;

/// Returns the colours that a block of the style sheet names, over those of `from`.
Colours colours_in(std::string_view block, Colours from) {
  block = block.substr(0, block.find('}'));
  for (std::size_t at = block.find("--"); at != std::string_view::npos;
       at = block.find("--", at + 2)) {
    const std::size_t colon = block.find(':', at);
    if (block.substr(colon, 3) != ": #") continue;
    from[std::string{block.substr(at + 2, colon - at - 2)}] = block.substr(colon + 2, 7);
  }
  return from;
}

double luminance(const std::string& colour) {
  const auto channel = [&](std::size_t at) {
    const double level = std::stoi(colour.substr(at, 2), nullptr, 16) / 255.0;
    return level <= 0.04045 ? level / 12.92 : std::pow((level + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

/// Returns the contrast of two colours, from 1 to 21.
/// Source: WCAG 2.2, "contrast ratio".
double contrast(const std::string& one, const std::string& other) {
  const double a = luminance(one) + 0.05;
  const double b = luminance(other) + 0.05;
  return std::max(a, b) / std::min(a, b);
}

std::map<std::string, Colours> schemes() {
  const std::string_view style = kTearSheetStyle;
  const std::size_t dark = style.find("prefers-color-scheme: dark");
  const std::size_t print = style.find("@media print");
  std::map<std::string, Colours> all;
  all["light"] = colours_in(style.substr(style.find(":root")), {});
  all["dark"] = colours_in(style.substr(style.find(":root", dark)), all["light"]);
  all["print"] = colours_in(style.substr(style.find(":root", print)), all["light"]);
  return all;
}

TEST(Contrast, IsMeasuredAsTheStandardDoes) {
  EXPECT_NEAR(contrast("#ffffff", "#000000"), 21.0, 1e-9);
  EXPECT_NEAR(contrast("#777777", "#ffffff"), 4.48, 0.005);
}

TEST(Contrast, OfEveryTextOnWhatItStandsOnIsThatOfLevelAa) {
  for (const auto& [scheme, colours] : schemes()) {
    ASSERT_GT(colours.size(), 15U) << scheme;
    for (const char* text : {"ink", "soft", "faint", "gain", "loss", "strategy"}) {
      for (const char* ground : {"page", "panel", "hover"}) {
        EXPECT_GE(contrast(colours.at(text), colours.at(ground)), 4.5)
            << scheme << ": " << text << " on " << ground;
      }
    }
    EXPECT_GE(contrast(colours.at("alert"), colours.at("alert-page")), 4.5) << scheme;
    EXPECT_GE(contrast(colours.at("alert"), colours.at("panel")), 4.5) << scheme;
    EXPECT_GE(contrast(colours.at("panel"), colours.at("strategy")), 4.5) << "a pressed button";
  }
}

TEST(Contrast, OfEveryLineOnItsPanelIsEnoughToFollowIt) {
  for (const auto& [scheme, colours] : schemes()) {
    for (const char* line :
         {"strategy", "benchmark", "short", "price", "under", "run2", "run3", "run4", "faint"}) {
      EXPECT_GE(contrast(colours.at(line), colours.at("panel")), 3.0) << scheme << ": " << line;
    }
  }
}

SweepReport swept(const std::array<std::string, 2>& ranges,
                  double (*score_of)(std::uint64_t point)) {
  SweepReport report{.symbols = "A <b>"};
  report.plan = *research::plan_of(**strategies::find("sma_cross"), ranges, {});
  report.heat.emplace(report.plan, 0, 1);
  double sum = 0.0;
  for (std::uint64_t point = 0; point < *report.plan.points(); ++point) {
    const double score = score_of(point);
    if (std::isnan(score)) continue;
    report.heat->offer(point, score);
    report.ranked += 1;
    sum += score;
    research::Ranked ranked;
    ranked.row.point = point;
    ranked.score = score;
    report.top.push_back(ranked);
  }
  report.mean_score = sum / static_cast<double>(report.ranked);
  report.warnings = {"what is wrong"};
  report.assumptions = {{"spread", "none"}};
  return report;
}

std::size_t count_of(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos;
       at = text.find(part, at + 1)) {
    count += 1;
  }
  return count;
}

TEST(SweepHeatMap, HasACellForEachPairAScaleAndAFrameAroundTheBest) {
  const std::string html = sweep_page(
      swept({"fast=1:3", "slow=10:40:10"}, [](std::uint64_t point) { return double(point); }));

  EXPECT_EQ(support::html_fault(html), "");
  EXPECT_EQ(count_of(html, "<rect class=\"worse\"") + count_of(html, "<rect class=\"better\""),
            12U);
  EXPECT_EQ(count_of(html, "<rect class=\"best\""), 1U);
  EXPECT_THAT(html, HasSubstr("<title>fast 3, slow 40: 11.0000</title>"));
  EXPECT_THAT(html, HasSubstr("worst 0.0000"));
  EXPECT_THAT(html, HasSubstr("best 11.0000; pale is the mean of all trials, 5.5000"));
  EXPECT_THAT(html, HasSubstr("aria-label=\"Heat map of fast against slow: the best is 11.0000 at "
                              "fast 3, slow 40\""));
  EXPECT_THAT(html, Not(HasSubstr("Hatched")));
}

TEST(SweepHeatMap, SaysWhereNothingWasRankedAndWhereAllScoredTheSame) {
  const std::string gaps = sweep_page(swept({"fast=1:2", "slow=10:20:10"}, [](std::uint64_t point) {
    return point == 0 ? std::nan("") : double(point);
  }));
  EXPECT_THAT(gaps, HasSubstr("Hatched: no trial there could be ranked."));
  EXPECT_EQ(count_of(gaps, "<rect class=\"worse\"") + count_of(gaps, "<rect class=\"better\""), 3U);

  const std::string flat =
      sweep_page(swept({"fast=1:2", "slow=10:20:10"}, [](std::uint64_t) { return 0.5; }));
  EXPECT_THAT(flat, HasSubstr("All trials scored the same"));
  EXPECT_THAT(flat, Not(HasSubstr("class=\"heat-scale\"")));
  EXPECT_THAT(flat, Not(HasSubstr("nan")));
}

TEST(SweepHeatMap, SaysThatACellOfManyValuesShowsTheirBest) {
  const std::string html = sweep_page(
      swept({"fast=1:100", "slow=101:200"}, [](std::uint64_t point) { return double(point % 7); }));

  EXPECT_THAT(html, HasSubstr("neighbouring values share a cell, so it flatters"));
  EXPECT_EQ(count_of(html, "<rect class"), 48U * 48U + 1U);
}

/// A page of each kind, with a warning and an assumption.
std::map<std::string, std::string> pages() {
  std::map<std::string, std::string> all;
  all["sweep"] = sweep_page(
      swept({"fast=1:3", "slow=10:40:10"}, [](std::uint64_t point) { return double(point); }));

  auto run = support::sample_report();
  run.warnings = {"what is wrong"};
  all["tear sheet"] = tear_sheet(run);

  backtest::Realism realism{.title = "Realism", .currency = "USD"};
  realism.runs.resize(3);
  realism.swings.push_back({.key = "spread", .label = "Spread"});
  realism.warnings = {"what is wrong"};
  realism.assumptions = {{"spread", "none"}};
  all["realism"] = realism_page(realism);

  research::MonteCarloReport paths{.title = "Paths"};
  paths.costs = {{.multiple = 1.0, .total_return = 0.1}};
  paths.warnings = {"what is wrong"};
  paths.assumptions = {{"spread", "none"}};
  all["montecarlo"] = monte_carlo_page(paths);

  research::WalkForwardReport walk{.title = "Walk"};
  walk.warnings = {"what is wrong"};
  walk.assumptions = {{"spread", "none"}};
  all["walkforward"] = walk_forward_page(walk);
  return all;
}

TEST(Pages, WarnAndSayWhatTheyAssumeBeforeTheirFigures) {
  for (const auto& [name, html] : pages()) {
    const std::size_t warnings = html.find("what is wrong");
    const std::size_t assumptions = html.find("<section id=\"assumptions\">");
    ASSERT_NE(warnings, std::string::npos) << name;
    ASSERT_NE(assumptions, std::string::npos) << name;
    for (const char* figures : {"class=\"cards", "<svg", "id=\"best-trials\""}) {
      EXPECT_LT(warnings, html.find(figures)) << name;
      EXPECT_LT(assumptions, html.find(figures)) << name;
    }
  }
}

TEST(Pages, GiveEveryColumnItsHead) {
  for (const auto& [name, html] : pages()) {
    EXPECT_EQ(support::html_fault(html), "") << name;
    EXPECT_THAT(html, Not(HasSubstr("<th>"))) << name << ": of a column or of a row?";
    EXPECT_THAT(html, Not(HasSubstr("<th scope=\"col\"></th>"))) << name;
  }
}

TEST(Pages, NameAndReadEveryComparedFigureAsTheReportDoes) {
  backtest::RunComparison comparison;
  comparison.metric_keys = {"var_normal_95", "jarque_bera", "vol_annual", "trade_avg_mae"};
  for (const char* name : {"one", "other"}) {
    backtest::ComparedRun run{.name = name};
    run.metrics = {{"var_normal_95", -0.0237},
                   {"jarque_bera", 15.5},
                   {"vol_annual", 0.2},
                   {"trade_avg_mae", -0.05}};
    comparison.runs.push_back(run);
  }
  comparison.pairs.push_back({.one = 0, .other = 1});

  const std::string html = comparison_page(comparison);

  EXPECT_EQ(support::html_fault(html), "");
  EXPECT_THAT(html, HasSubstr("VaR 95 %, normal</th><td>-2.37%</td>"));
  EXPECT_THAT(html, HasSubstr("Jarque-Bera statistic</th><td>15.50</td>"));
  EXPECT_THAT(html, HasSubstr("<td>-5.00%</td>"));
  EXPECT_THAT(html, Not(HasSubstr("vol_annual"))) << "the second name of the volatility";
}

TEST(Pages, SayHowSeriousAFindingIs) {
  auto report = support::sample_report();
  report.diagnosis = {{.rule = "luck",
                       .severity = backtest::Finding::Severity::Warning,
                       .finding = "It may be luck.",
                       .evidence = {{"trades", 96.0, {}}},
                       .remedy = "Test more."}};

  const std::string html = tear_sheet(report);

  EXPECT_THAT(html, HasSubstr("<span class=\"severity\">warning</span> <b>It may be luck.</b>"));
  EXPECT_THAT(html, HasSubstr("luck: trades 96<"));
}

TEST(Pages, WriteALongFigureSmallerSoThatItStaysOnItsCard) {
  EXPECT_THAT(figure_card("Equity", "822,122.78", "even"), HasSubstr("\"even\""));
  EXPECT_THAT(figure_card("Equity", "949,843,360.30", "even"), HasSubstr("\"even lengthy\""));
}

TEST(Pages, ShowNamesInProseAsCode) {
  EXPECT_EQ(prose("Buys below `lower` <b>"), "Buys below <code>lower</code> &lt;b&gt;");
  EXPECT_EQ(prose("one ` alone"), "one ` alone");
  EXPECT_EQ(prose("`<x>`"), "<code>&lt;x&gt;</code>");
}

}  // namespace
}  // namespace tw::report
