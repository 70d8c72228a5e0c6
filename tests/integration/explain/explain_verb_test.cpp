// `tradewind explain` as a process, on the paper session of a demo.

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "support/process.hpp"
#include "support/temp_folder.hpp"

namespace tw::support {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class ExplainVerb : public testing::Test {
 protected:
  void SetUp() override {
    const Finished demo = tradewind({"demo", "--data-dir", "tests/data/demo", "--json", "-"});
    ASSERT_EQ(demo.exit_code, 0) << demo.err;
    demo_ = json::parse(demo.out);
  }
  Finished tradewind(std::vector<std::string> words) const {
    words.insert(words.begin(), TW_APP);
    return run_process(words, {.environment = {"TRADEWIND_HOME=" + folder_ / "home"}});
  }
  json story(std::vector<std::string> words) const {
    words.insert(words.begin(), "explain");
    words.emplace_back("--json");
    return json::parse(tradewind(std::move(words)).out, nullptr, false);
  }
  /// Returns daily bars that rise and fall in waves.
  static std::string walk(double height = 10.0) {
    std::string csv = "date,open,high,low,close,volume\n";
    for (int day = 0; day < 300; ++day) {
      const double price = 100.0 + height * std::sin(day * 0.1) + day * 0.05;
      const auto text = [](double value) { return std::to_string(value); };
      csv += date_of(day) + "," + text(price) + "," + text(price + 0.5) + "," + text(price - 0.5) +
             "," + text(price) + ",1000000\n";
    }
    return csv;
  }
  static std::string date_of(int day) {
    const std::string month = std::to_string(1 + day / 25 % 12);
    const std::string of_month = std::to_string(1 + day % 25);
    return "2021-" + std::string(2 - month.size(), '0') + month + "-" +
           std::string(2 - of_month.size(), '0') + of_month;
  }
  static std::vector<std::string> kinds(const json& told) {
    std::vector<std::string> kinds;
    for (const json& line : told["story"]) kinds.push_back(line["kind"]);
    return kinds;
  }

  TempFolder folder_;
  json demo_;
};

TEST_F(ExplainVerb, ATradeIsToldFromWhatWasSeenToItsProfit) {
  const json told = story({"trade:1"});

  const auto kinds_told = kinds(told);
  for (const char* kind :
       {"seen", "values", "account", "rule", "risk", "sent", "state", "fill", "settles", "trade"}) {
    EXPECT_THAT(kinds_told, testing::Contains(kind));
  }
  EXPECT_EQ(kinds_told[0], "seen");
  EXPECT_THAT(told["story"][0]["text"].get<std::string>(), HasSubstr("bar SPX open"));
  EXPECT_THAT(told["story"][1]["text"].get<std::string>(),
              testing::MatchesRegex("fast [0-9.]+, slow [0-9.]+, gap_before -[0-9.e-]+"));
  EXPECT_THAT(told["story"][3]["text"].get<std::string>(),
              HasSubstr("cross_up of sma_cross fast=10 slow=30"));
  EXPECT_EQ(told["is_identical"], true);
  EXPECT_EQ(std::ranges::count(kinds_told, "trade"), 1);
  EXPECT_EQ(std::ranges::count(kinds_told, "fill"), 2);
}

TEST_F(ExplainVerb, AnOrderADecisionAndACorrelationIdTellTheSameStory) {
  const json by_trade = story({"trade:1"});
  const std::string order = by_trade["story"][4]["order"];
  const std::string correlation = by_trade["story"][0]["correlation"];
  const std::string decision = correlation.substr(correlation.rfind('/') + 1);

  const json by_order = story({"order:" + order});

  EXPECT_EQ(by_order["story"], story({"decision:" + decision})["story"]);
  EXPECT_EQ(by_order["story"], story({correlation})["story"]);
  EXPECT_EQ(by_order["story"][0], by_trade["story"][0]);
}

TEST_F(ExplainVerb, AStoredBacktestIsRunAgainAndItsTradesToldAsASessionsAre) {
  const json runs =
      json::parse(tradewind({"runs", "list", "--kind", "backtest", "--json"}).out)["runs"];
  ASSERT_EQ(runs.size(), 2U);
  for (const json& run : runs) {
    const std::string id = run["id"];
    const json kept = json::parse(tradewind({"runs", "show", id, "--json"}).out)["trades"];
    ASSERT_GE(kept.size(), 2U);
    const std::string number = std::to_string(kept.size());
    const json told = story({"trade:" + number, "--run", id.substr(0, 12)});

    EXPECT_EQ(told["run"], id);
    EXPECT_EQ(told["proof"], "run again: the same run_id and the same commands");
    for (const char* kind :
         {"seen", "values", "account", "rule", "risk", "sent", "state", "fill", "trade"}) {
      EXPECT_THAT(kinds(told), testing::Contains(kind));
    }
    const auto is_trade = [](const json& line) { return line["kind"] == "trade"; };
    const auto line = std::ranges::find_if(told["story"], is_trade);
    ASSERT_NE(line, told["story"].end());
    const std::string last = (*line)["text"];
    EXPECT_THAT(last, HasSubstr("trade " + number + ": "));
    std::string profit = last.substr(last.rfind(' ') + 1);
    EXPECT_NEAR(std::stod(profit), kept.back()["pnl"].get<double>(), 1e-6);
    const std::string correlation = told["story"][0]["correlation"];
    EXPECT_EQ(story({correlation})["story"][0], told["story"][0]);
  }
}

TEST_F(ExplainVerb, ABacktestOnAFileIsExplainedFromAnyFolderUntilTheFileChanges) {
  const std::string home = folder_ / "home";
  const std::string bars = folder_.write("bars.csv", walk());
  const Finished kept = tradewind(
      {"backtest", "--data", bars, "--strategy", "donchian_breakout", "--home", home, "--json"});
  ASSERT_EQ(kept.exit_code, 0) << kept.err;
  const std::string id = json::parse(kept.out)["run_id"];

  const json told = story({"trade:1", "--run", id});
  EXPECT_EQ(told["proof"], "run again: the same run_id and the same commands");
  EXPECT_THAT(told["story"][1]["text"].get<std::string>(), HasSubstr("channel_high "));

  folder_.write("bars.csv", walk(3.0));
  const Finished changed = tradewind({"explain", "trade:1", "--run", id});
  EXPECT_EQ(changed.exit_code, 3);
  EXPECT_THAT(changed.err, HasSubstr("asks for something else, so it cannot say why"));
  std::filesystem::remove(bars);
  EXPECT_EQ(tradewind({"explain", "trade:1", "--run", id}).exit_code, 3);
}

TEST_F(ExplainVerb, EveryTradeOfTheSessionCanBeExplained) {
  const std::size_t trades = demo_["paper"]["trades"];
  ASSERT_GE(trades, 2U);
  for (std::size_t i = 1; i <= trades; ++i) {
    const json told = story({"trade:" + std::to_string(i)});
    EXPECT_THAT(kinds(told), testing::Contains("trade")) << i;
  }
  const Finished beyond = tradewind({"explain", "trade:" + std::to_string(trades + 1)});
  EXPECT_EQ(beyond.exit_code, 3);
  EXPECT_THAT(beyond.err, HasSubstr("it has " + std::to_string(trades) + " closed trades"));
}

TEST_F(ExplainVerb, BadInputIsOneClearLine) {
  struct Case {
    std::vector<std::string> words;
    int code;
    const char* says;
  };
  for (const Case& one : std::vector<Case>{
           {{"explain"}, 2, "what"},
           {{"explain", "trade:x"}, 2, "is none that can be explained"},
           {{"explain", "fill:1"}, 2, "is none that can be explained"},
           {{"explain", "7"}, 2, "is none that can be explained"},
           {{"explain", "order:9-9"}, 3, "has no order:9-9"},
           {{"explain", "decision:0"}, 3, "has no decision:0; it has "},
           {{"explain", "decision:9999"}, 3, "has no decision:9999; it has "},
           {{"explain", "trade:1", "--session", "none"}, 3, "none"},
           {{"explain", "trade:1", "--run", "none"}, 3, "there is no run 'none'"},
           {{"explain", "trade:1", "--run", "paper-"}, 2, "is a session; --run explains backtests"},
           {{"explain", "none/1", "--run", "other"}, 2, "are two things to explain"},
           {{"explain", "trade:1", "--home", "tests/data"}, 3, "there are no sessions in"}}) {
    const Finished ended = tradewind(one.words);
    EXPECT_EQ(ended.exit_code, one.code) << one.says << ended.err;
    EXPECT_THAT(ended.err, HasSubstr(one.says));
    EXPECT_EQ(lines_of(ended.err).size(), 1U) << ended.err;
  }
}

TEST_F(ExplainVerb, ASessionThatWasDeniedNothingSaysSo) {
  const Finished told = tradewind({"explain", "denied"});

  EXPECT_EQ(told.exit_code, 0) << told.err;
  EXPECT_THAT(told.out, HasSubstr("Session paper-"));
}

}  // namespace
}  // namespace tw::support
