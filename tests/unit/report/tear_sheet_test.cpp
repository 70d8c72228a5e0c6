#include "report/tear_sheet.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "report/chart_data.hpp"
#include "report/html.hpp"
#include "report/number_text.hpp"
#include "report/svg_chart.hpp"
#include "support/html_check.hpp"
#include "support/sample_report.hpp"

namespace tw::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kHostile = "\"'><script>document.title='owned'</script><img src=x>";

std::size_t count(std::string_view text, std::string_view what) {
  std::size_t found = 0;
  for (std::size_t i = text.find(what); i != std::string_view::npos; i = text.find(what, i + 1)) {
    found += 1;
  }
  return found;
}

nlohmann::json data_of(const std::string& html) {
  constexpr std::string_view kOpen = "<script type=\"application/json\" id=\"data\">";
  const std::size_t from = html.find(kOpen) + kOpen.size();
  return nlohmann::json::parse(html.substr(from, html.find("</script>", from) - from));
}

TEST(TearSheet, HasEverySectionWithWarningsAndAssumptionsFirst) {
  const std::string html = tear_sheet(support::sample_report());

  std::size_t previous = 0;
  for (const char* id :
       {"warnings", "assumptions", "key-figures", "equity", "drawdown", "price-0", "rolling-sharpe",
        "monthly-returns", "trade-returns", "drawdowns", "statistics", "divisions", "markets",
        "open-positions", "trades", "orders", "run"}) {
    const std::size_t place = html.find(" id=\"" + std::string{id} + '"');
    ASSERT_NE(place, std::string::npos) << id;
    EXPECT_GT(place, previous) << id;
    previous = place;
  }
}

TEST(TearSheet, IsWellFormedWhateverTheReportHolds) {
  EXPECT_EQ(support::html_fault(tear_sheet(support::sample_report())), "");
  EXPECT_EQ(support::html_fault(tear_sheet(support::sample_report(
                {.symbols = {"A", kHostile}, .sessions = 300, .fast = 2, .slow = 5}))),
            "");
  EXPECT_EQ(support::html_fault(
                tear_sheet(support::sample_report({.sessions = 5, .bars_per_session = 40}))),
            "");
  EXPECT_EQ(support::html_fault(tear_sheet(support::sample_report({.sessions = 2}))), "");
  EXPECT_EQ(support::html_fault(tear_sheet({})), "");
}

TEST(TearSheet, NamesNoAddressAndForbidsTheBrowserToFetch) {
  const std::string html = tear_sheet(support::sample_report());

  EXPECT_THAT(html, Not(HasSubstr("://")));
  EXPECT_THAT(html, Not(HasSubstr("@import")));
  EXPECT_THAT(html, Not(HasSubstr("url(")));
  EXPECT_THAT(html, Not(HasSubstr("<link")));
  EXPECT_THAT(html, Not(HasSubstr(" src=")));
  EXPECT_THAT(html, HasSubstr("default-src 'none'"));
  EXPECT_EQ(count(html, " onerror="), 0U);
  EXPECT_EQ(count(html, " onclick="), 0U);
}

TEST(TearSheet, ShowsHostileNamesAsText) {
  auto report = support::sample_report({.symbols = {kHostile}, .sessions = 300});
  report.title = report.strategy_doc = report.benchmark_name = report.currency = kHostile;
  report.warnings = {kHostile};
  report.assumptions = {{kHostile, kHostile}};
  report.parameters = {{kHostile, kHostile}};
  report.spec_json = nlohmann::json(kHostile).dump();
  report.run_id = report.commands_hash = report.code_version = kHostile;
  for (auto& trade : report.trades) trade.entry_tag = trade.exit_tag = kHostile;
  for (auto& order : report.orders) order.reason = kHostile;

  const std::string html = tear_sheet(report);

  EXPECT_EQ(support::html_fault(html), "");
  EXPECT_EQ(count(html, "<script"), 2U) << "the data and the page's own script";
  EXPECT_EQ(count(html, "<img"), 0U);
  EXPECT_EQ(data_of(html)["symbols"][0], kHostile);
}

TEST(TearSheet, EmbedsTheExactValues) {
  const auto report = support::sample_report();

  const auto data = data_of(tear_sheet(report));

  ASSERT_EQ(data["steps"].size(), report.equity.size());
  EXPECT_EQ(data["steps"][0], report.equity[0].at.session.days);
  ASSERT_EQ(data["trades"].size(), report.trades.size());
  for (std::size_t i = 0; i < report.equity.size(); ++i) {
    EXPECT_EQ(data["curves"]["equity"]["values"][i], report.equity[i].value.as_double());
  }
  const auto& trade = data["trades"][3];
  const auto& row = report.trades[3];
  EXPECT_EQ(trade[3], row.quantity.as_double());
  EXPECT_EQ(report.equity[trade[1].get<std::size_t>()].at.session, row.entry_at.session);
  EXPECT_EQ(report.equity[trade[2].get<std::size_t>()].at.session, row.exit_at.session);
  EXPECT_EQ(data["tags"][trade[14].get<std::size_t>()], row.entry_tag);
}

TEST(TearSheet, ShowsBothQuantitiesOfATradeInWhichASplitLay) {
  auto report = support::sample_report();
  report.trades[3].exit_quantity = report.trades[3].quantity * 7;

  const std::string html = tear_sheet(report);

  const auto data = data_of(html);
  EXPECT_EQ(data["trades"][3][16], report.trades[3].exit_quantity.as_double());
  EXPECT_EQ(data["trades"][2].size(), 16U) << "others have nothing to say";
  const Quantity entered = magnitude(report.trades[3].quantity);
  EXPECT_EQ(count(html, quantity_text(entered) + " \u2192 " + quantity_text(entered * 7)), 1U);
}

TEST(TearSheet, DrawsNoCurveOfMoreThanFifteenHundredPoints) {
  const auto report =
      support::sample_report({.sessions = 700, .bars_per_session = 78, .fast = 4, .slow = 9});
  const auto sessions = session_curves(report);
  const auto data = chart_data(report, sessions);

  EXPECT_TRUE(data.is_thinned);
  EXPECT_LE(data.at.size(), kMomentsMax);
  const Chart chart{.id = "x", .curves = {{data.find("equity"), "strategy"}}};
  const std::string html = svg_chart(chart, data);
  const std::size_t line = html.find("data-key=\"equity\"");
  ASSERT_NE(line, std::string::npos);
  EXPECT_LE(count(html.substr(line, html.find("/>", line) - line), "L"), 1500U);
}

TEST(TearSheet, DrawsManifoldGrowthOnALogScale) {
  ChartData data;
  for (int i = 0; i < 5; ++i) {
    data.at.push_back({.at = {}, .session = Date{i}, .is_date = true});
  }
  data.curves = {{"equity", "Strategy", {1.0, 10.0, 100.0, 1000.0, 10'000.0}}};
  const Chart chart{.id = "x", .curves = {{&data.curves[0], "strategy"}}, .has_log_scale = true};

  const ValueScale scale = value_scale(chart);

  EXPECT_TRUE(scale.is_log);
  EXPECT_NEAR(scale.down(100.0), 0.5, 1e-12);
  EXPECT_THAT(svg_chart(chart, data), HasSubstr("data-log=\"1\""));
  data.curves[0].values[0] = 0.0;
  EXPECT_FALSE(value_scale(chart).is_log) << "zero has no logarithm";
}

TEST(TearSheet, MapsAPriceCurveOfOtherBarsOntoTheEquityWithoutLookingAhead) {
  auto report = support::sample_report({.sessions = 6});
  auto& prices = report.prices.front();
  prices.at = {prices.at[1], prices.at[4]};
  prices.close = {50.0, 60.0};
  report.trades.clear();

  const auto data = chart_data(report, session_curves(report));

  const auto& values = data.find("price_0")->values;
  EXPECT_NE(values[0], values[0]);
  EXPECT_EQ(values[1], 50.0);
  EXPECT_EQ(values[3], 50.0);
  EXPECT_EQ(values[4], 60.0);
  EXPECT_EQ(values[5], 60.0);
}

TEST(TearSheet, ShowsTheSymbolsWithMostTradesWhenThereAreMany) {
  std::vector<std::string> symbols;
  for (int i = 0; i < 20; ++i) symbols.push_back("S" + std::to_string(i));
  auto report = support::sample_report({.symbols = symbols, .sessions = 120});
  report.trades.front().symbol = "S19";
  for (auto& trade : report.trades) trade.symbol = "S19";

  const auto data = chart_data(report, session_curves(report));

  EXPECT_EQ(data.priced_count, kPriceChartsMax);
  EXPECT_EQ(data.symbols.front(), "S19");
  EXPECT_THAT(tear_sheet(report), HasSubstr("12 symbols with most trades"));
}

TEST(TearSheet, IsTheSameTextForTheSameReport) {
  EXPECT_EQ(tear_sheet(support::sample_report()), tear_sheet(support::sample_report()));
}

TEST(TearSheet, SaysWhatIsMissingInAnEmptyReport) {
  const std::string html = tear_sheet({});

  EXPECT_THAT(html, HasSubstr("No warnings."));
  EXPECT_THAT(html, HasSubstr("Too few bars"));
  EXPECT_THAT(html, HasSubstr("No trade was closed."));
  EXPECT_THAT(html, HasSubstr("Nothing was open"));
  EXPECT_THAT(html, HasSubstr("No order was placed."));
}

TEST(Html, EscapesEveryCharacterThatCouldEndText) {
  EXPECT_EQ(escaped("<a href=\"x\">&'\x01\xFF"),
            "&lt;a href=&quot;x&quot;&gt;&amp;&#39;\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(script_safe("{\"a\":\"</script>\"}"), "{\"a\":\"\\u003c/script>\"}");
  EXPECT_EQ(coordinate(12.345), "12.35");
  EXPECT_EQ(coordinate(-0.001), "0");
  EXPECT_EQ(coordinate(1200.0), "1200");
}

}  // namespace
}  // namespace tw::report
