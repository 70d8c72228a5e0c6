#include "formats/run_json.hpp"

#include <gtest/gtest.h>

#include "formats/json_value.hpp"

namespace tw::formats {
namespace {

std::string fault_of(std::string_view text) {
  const auto parsed = parse_json(text);
  return parsed ? "none" : parsed.error();
}

TEST(JsonValue, ReadsEveryKindOfValue) {
  const auto root = parse_json(
      " {\"a\": [1, -2.5e3, true, false, null], \"b\": {\"c\": \"x\\n\\u00e9\\ud83d\\ude00\"}} ");

  ASSERT_TRUE(root.has_value());
  const JsonValue* list = root->find("a");
  ASSERT_NE(list, nullptr);
  EXPECT_EQ(list->items[0].number, 1.0);
  EXPECT_EQ(list->items[1].number, -2500.0);
  EXPECT_TRUE(list->items[2].is(JsonValue::Kind::True));
  EXPECT_TRUE(list->items[4].is(JsonValue::Kind::Null));
  EXPECT_EQ(root->find("b")->find("c")->text, "x\n\xC3\xA9\xF0\x9F\x98\x80");
  EXPECT_EQ(root->find("z"), nullptr);
}

TEST(JsonValue, NamesTheLineAndWhatWasExpected) {
  EXPECT_EQ(fault_of(""), "line 1: the text ends too early");
  EXPECT_EQ(fault_of("{\n\"a\" 1}"), "line 2: expected ':'");
  EXPECT_EQ(fault_of("[1 2]"), "line 1: expected ',' or ']'");
  EXPECT_EQ(fault_of("[1,]"), "line 1: expected a value");
  EXPECT_EQ(fault_of("{\"a\": 1} x"), "line 1: expected the end of the text");
  EXPECT_EQ(fault_of("\"a"), "line 1: the text ends inside quotes");
  EXPECT_EQ(fault_of("\"\\ud800x\""), "line 1: half of a surrogate pair");
  EXPECT_EQ(fault_of("\"\\udc00\""), "line 1: half of a surrogate pair");
  EXPECT_EQ(fault_of("\"\\q\""), "line 1: unknown escape");
  EXPECT_EQ(fault_of("\"\\u12\""), "line 1: expected four hexadecimal digits");
  EXPECT_EQ(fault_of("+1"), "line 1: expected a value");
  EXPECT_EQ(fault_of("1e999"), "line 1: expected a value");
  EXPECT_EQ(fault_of("nul"), "line 1: expected a value");
  EXPECT_EQ(fault_of("\"a\nb\""), "line 2: a control character inside quotes");
}

TEST(JsonValue, RefusesContainersInsideContainersWithoutEnd) {
  EXPECT_EQ(fault_of(std::string(100'000, '[')), "line 1: too many containers inside each other");
}

constexpr const char* kRun = R"({"run_id": "abc", "commands_hash": "def", "metrics": {"sharpe": 1.5,
  "calmar": null}, "spec": {"strategy": "sma_cross", "symbols": ["SPY"], "cash": 1000},
  "trades": [{"symbol": "SPY", "side": "short", "quantity": 3, "entry_at": "2020-01-02",
              "exit_at": "2020-01-03", "pnl": -55},
             {"symbol": "SPY", "side": "long", "quantity": 2, "entry_at": "2020-01-01",
              "exit_at": "2020-01-02", "pnl": 100}],
  "equity": [["2020-01-01", 1000], ["2020-01-02", 1100], ["2020-01-03", 1045]]})";

std::expected<research::TrackRecord, std::string> record_of(std::string_view text) {
  const auto run = read_run(text, "run");
  if (!run) return std::unexpected{run.error()};
  return track_record_of(*run);
}

TEST(RunJson, IsReadAsAComparisonSeesIt) {
  const auto read = read_run(kRun, "before");

  ASSERT_TRUE(read.has_value());
  const backtest::ComparedRun& run = read->run;
  EXPECT_EQ(run.name, "before");
  EXPECT_EQ(run.commands_hash, "def");
  EXPECT_EQ(run.metric("sharpe"), 1.5);
  EXPECT_EQ(run.metric("calmar"), std::nullopt);
  ASSERT_EQ(run.trades.size(), 2U);
  EXPECT_EQ(run.trades[0].key(), "SPY short 2020-01-02 2020-01-03");
  ASSERT_EQ(run.equity.size(), 3U);
  EXPECT_EQ(run.equity[1].value, Money::whole(1100));
}

TEST(RunJson, GivesReturnsBySessionAndByTradeInTheOrderOfExits) {
  const auto record = record_of(kRun);

  ASSERT_TRUE(record.has_value());
  EXPECT_EQ(record->title, "sma_cross on SPY");
  EXPECT_EQ(record->run_id, "abc");
  ASSERT_EQ(record->session_returns.size(), 2U);
  EXPECT_NEAR(record->session_returns[0], 0.1, 1e-15);
  EXPECT_NEAR(record->session_returns[1], -0.05, 1e-15);
  EXPECT_EQ(record->trade_returns, (std::vector{0.1, -0.05}));
  EXPECT_EQ(record->periods_per_year, 252.0);
}

TEST(RunJson, TakesTheLastValueOfADayAndKnowsWeekends) {
  const auto record = record_of(
      R"({"spec": {"cash": 100}, "metrics": {}, "trades": [],
      "equity": [["2020-01-03T10:00:00Z", 100], ["2020-01-03T11:00:00Z", 110],
      ["2020-01-04T10:00:00Z", 121], ["2020-01-05", 121]]})");

  ASSERT_TRUE(record.has_value()) << record.error();
  ASSERT_EQ(record->session_returns.size(), 2U);
  EXPECT_NEAR(record->session_returns[0], 0.1, 1e-15);
  EXPECT_EQ(record->periods_per_year, 365.0);
  EXPECT_TRUE(record->trade_returns.empty());
}

TEST(RunJson, NamesWhatIsMissing) {
  EXPECT_EQ(record_of("[]").error(), "is no JSON object");
  EXPECT_EQ(record_of("{}").error(), "has no 'metrics'");
  EXPECT_EQ(record_of(R"({"metrics": {}})").error(), "has no 'trades'");
  EXPECT_EQ(record_of(R"({"metrics": {}, "trades": []})").error(), "has no 'equity'");
  EXPECT_EQ(record_of(R"({"metrics": {}, "trades": [{}], "equity": []})").error(),
            "trades[0] lacks a symbol, a quantity or a pnl");
  EXPECT_EQ(record_of(R"({"metrics": {}, "trades": [], "equity": [[1, 2]]})").error(),
            "equity[0] is no pair of a time and a value");
  EXPECT_EQ(record_of(R"({"metrics": {}, "trades": [], "equity": []})").error(),
            "has no positive 'cash' in its 'spec'");
  EXPECT_EQ(
      record_of(R"({"spec": {"cash": 1}, "metrics": {}, "trades": [], "equity": []})").error(),
      "has fewer than three sessions in its 'equity'");
}

}  // namespace
}  // namespace tw::formats
