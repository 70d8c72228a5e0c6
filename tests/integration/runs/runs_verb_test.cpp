// `tradewind runs` as a process, on what backtests, sweeps and a paper session leave behind.

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

class RunsVerb : public testing::Test {
 protected:
  Finished tradewind(std::vector<std::string> words) const {
    words.insert(words.begin(), TW_APP);
    return run_process(words,
                       {.environment = {"TRADEWIND_HOME=" + folder_ / "home", "DATABASE_URL="}});
  }
  json told(std::vector<std::string> words) const {
    words.emplace_back("--json");
    const Finished ended = tradewind(std::move(words));
    EXPECT_EQ(ended.exit_code, 0) << ended.err;
    return json::parse(ended.out, nullptr, false);
  }
  json backtest(const std::string& fast, std::vector<std::string> more = {}) const {
    std::vector<std::string> words{"backtest", "--data",       data_,   "--strategy", "sma_cross",
                                   "--set",    "fast=" + fast, "--set", "slow=30"};
    words.insert(words.end(), more.begin(), more.end());
    return told(words);
  }

  std::string prices() const {
    std::string csv = "Date,Open,High,Low,Close,Volume\n";
    for (int i = 0; i < 300; ++i) {
      const int month = i / 25 % 12;
      const int close = 100 + (i * 7 % 40) + i / 20;
      csv += std::to_string(2013 + i / 300) + "-" + (month < 9 ? "0" : "") +
             std::to_string(month + 1) + "-" + (i % 25 < 9 ? "0" : "") +
             std::to_string(i % 25 + 1) + "," + std::to_string(close) + "," +
             std::to_string(close + 2) + "," + std::to_string(close - 2) + "," +
             std::to_string(close + 1) + ",1000000\n";
    }
    return csv;
  }

  TempFolder folder_;
  std::string data_ = folder_.write("WAVE.csv", prices());
};

TEST_F(RunsVerb, ABacktestIsKeptListedShownComparedAndDeleted) {
  const json first = backtest("5", {"--calendar", "24x7"});
  const json second = backtest("10", {"--calendar", "24x7"});
  backtest("10", {"--calendar", "24x7"});  // The same run again is the same run.

  const json listed = told({"runs", "list"})["runs"];
  ASSERT_EQ(listed.size(), 2U);
  EXPECT_EQ(listed[0]["id"], second["run_id"]);
  EXPECT_EQ(listed[0]["total_return"], second["metrics"]["total_return"]);
  EXPECT_EQ(listed[1]["id"], first["run_id"]);

  const std::string id = first["run_id"];
  const json shown = told({"runs", "show", id.substr(0, 6)});
  EXPECT_EQ(shown["id"], id);
  EXPECT_EQ(shown["commands_hash"], first["commands_hash"]);
  EXPECT_EQ(shown["trades"].size(), first["trades"].size());
  EXPECT_EQ(shown["equity"].size(), first["equity"].size());
  for (const auto& [key, value] : first["metrics"].items()) {
    if (value.is_null()) {
      EXPECT_TRUE(shown["metrics"][key].is_null()) << key;
      continue;
    }
    // A report rounds amounts to 8 places; the database keeps the figure.
    EXPECT_NEAR(shown["metrics"][key].get<double>(), value.get<double>(), 1e-8) << key;
  }

  const json compared = told({"runs", "compare", id, second["run_id"]});
  EXPECT_EQ(compared["runs"].size(), 2U);

  EXPECT_EQ(told({"runs", "delete", id})["deleted"], id);
  EXPECT_EQ(told({"runs", "list"})["runs"].size(), 1U);
  EXPECT_EQ(told({"audit", "show", "--subject", "run:" + id})["records"].size(), 1U);
}

TEST_F(RunsVerb, ALabelIsShownWhereverTheRunIs) {
  const std::string id = backtest("5")["run_id"];

  const Finished labelled = tradewind({"runs", "label", id.substr(0, 10), "wide stop"});

  ASSERT_EQ(labelled.exit_code, 0) << labelled.err;
  EXPECT_THAT(tradewind({"runs", "list"}).out, HasSubstr("wide stop (sma_cross on"));
  EXPECT_EQ(told({"runs", "show", id})["label"], "wide stop");
  EXPECT_THAT(tradewind({"runs", "show", id}).out, HasSubstr("Max drawdown"));
  EXPECT_EQ(tradewind({"runs", "label", id, "two\nlines"}).exit_code, 2);
  EXPECT_EQ(tradewind({"runs", "label", id, ""}).exit_code, 0);
  EXPECT_EQ(told({"runs", "show", id})["label"], "");
}

TEST_F(RunsVerb, NothingIsKeptWhenThatIsNotWanted) {
  backtest("5", {"--calendar", "24x7", "--no-store"});

  EXPECT_FALSE(std::filesystem::exists(folder_ / "home"));
}

TEST_F(RunsVerb, ADatabaseThatCannotBeUsedCostsNobodyTheResult) {
  std::filesystem::create_directories(folder_ / "home");
  folder_.write("home/tradewind.db", "this is no database");

  const Finished ended =
      tradewind({"backtest", "--data", data_, "--strategy", "sma_cross", "--calendar", "24x7"});

  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_THAT(ended.err, HasSubstr("the run is not kept"));
}

TEST_F(RunsVerb, ASearchIsKeptWithItsBestTrials) {
  told({"sweep", "--data", data_, "--strategy", "sma_cross", "--calendar", "24x7", "--param",
        "fast=5:9", "--param", "slow=20:22"});

  const json listed = told({"runs", "list", "--kind", "sweep"})["runs"];
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed[0]["trials"], 15);
  const json shown = told({"runs", "show", listed[0]["id"]});
  EXPECT_GE(shown["best"].size(), 1U);
  EXPECT_EQ(shown["best"][0]["score"], listed[0]["best_score"]);
}

TEST_F(RunsVerb, ThePaperSessionOfTheDemoIsKept) {
  told({"demo", "--data-dir", "tests/data/demo"});

  const json sessions = told({"runs", "list", "--kind", "session"})["runs"];
  ASSERT_EQ(sessions.size(), 1U);
  EXPECT_THAT(sessions[0]["id"].get<std::string>(), HasSubstr("paper-"));
  EXPECT_GE(told({"runs", "list", "--kind", "backtest"})["runs"].size(), 1U);
}

TEST_F(RunsVerb, BadInputIsOneClearLine) {
  backtest("5", {"--calendar", "24x7"});
  struct Case {
    std::vector<std::string> words;
    int code;
    const char* says;
  };
  for (const Case& one :
       std::vector<Case>{{{"runs", "show", "none"}, 3, "there is no run 'none'"},
                         {{"runs", "show"}, 2, "run"},
                         {{"runs", "compare", "a"}, 2, "takes 2 to 6"},
                         {{"runs", "compare", "nope", "none"}, 3, "there is no run 'nope'"},
                         {{"runs", "list", "--after", "x"}, 2, "--after 'x' is none"},
                         {{"runs", "list", "--kind", "x"}, 2, "x"},
                         {{"runs", "lsit"}, 2, "did you mean 'list'?"}}) {
    const Finished ended = tradewind(one.words);
    EXPECT_EQ(ended.exit_code, one.code) << one.says << ended.err;
    EXPECT_THAT(ended.err, HasSubstr(one.says));
    EXPECT_EQ(lines_of(ended.err).size(), 1U) << ended.err;
  }
}

}  // namespace
}  // namespace tw::support
