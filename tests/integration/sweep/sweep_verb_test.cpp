#include <chrono>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "support/process.hpp"
#include "support/temp_folder.hpp"
#include "workloads/w1_bars.hpp"

namespace tw {
namespace {

using nlohmann::json;
using support::Finished;
using testing::HasSubstr;

class SweepVerb : public testing::Test {
 protected:
  SweepVerb() {
    const BarTable table = workloads::weekday_bars({.seed = 3001, .bars = 900, .sigma = 0.01},
                                                   *Date::from_civil(2004, 1, 1));
    csv_ = folder_.write("W.csv", workloads::to_csv(table.view({})));
  }

  Finished run(const std::vector<std::string>& words) const {
    std::vector<std::string> line{TW_APP,      "sweep",    "--data", csv_,     "--strategy",
                                  "sma_cross", "--preset", "plain",  "--quiet"};
    line.insert(line.end(), words.begin(), words.end());
    return support::run_process(line, {.environment = {"TRADEWIND_HOME=" + folder_ / "home"}});
  }
  json answer(std::vector<std::string> words) const {
    words.insert(words.end(), {"--json", "-"});
    const Finished finished = run(words);
    EXPECT_EQ(finished.exit_code, 0) << finished.err;
    return json::parse(finished.out, nullptr, false);
  }
  std::string refusal(const std::vector<std::string>& words, int exit_code = 2) const {
    const Finished finished = run(words);
    EXPECT_EQ(finished.exit_code, exit_code);
    EXPECT_EQ(finished.out, "");
    return finished.err;
  }

  support::TempFolder folder_;
  std::string csv_;
};

/// What a sweep found, without what tells how it got there.
json findings_of(const Finished& finished) {
  EXPECT_EQ(finished.exit_code, 0) << finished.err;
  json found = json::parse(finished.out, nullptr, false);
  found.erase("seconds");
  found.erase("trials_per_second");
  found.erase("resumed");
  return found;
}

/// A sweep that is killed, and its next line.
class KilledSweep : public SweepVerb {
 protected:
  std::vector<std::string> line(const std::string& resume, const std::string& threads) const {
    std::vector<std::string> words{TW_APP,      "sweep",    "--data",    csv_,      "--strategy",
                                   "sma_cross", "--preset", "plain",     "--quiet", "--json",
                                   "-",         "--param",  "fast=2:40", "--param", "slow=41:140",
                                   "--threads", threads};
    words.insert(words.end(), search_.begin(), search_.end());
    if (!resume.empty()) words.insert(words.end(), {"--resume", resume});
    return words;
  }
  Finished run_line(const std::string& resume, const std::string& threads,
                    std::chrono::milliseconds timeout = std::chrono::minutes{1}) const {
    return support::run_process(
        line(resume, threads),
        {.environment = {"TRADEWIND_HOME=" + folder_ / "home"}, .timeout = timeout});
  }
  /// Runs the line in a shell that kills it when a file of its grows past `blocks` of 512 bytes: in
  /// the middle of a record, whose first part is written.
  Finished run_line_until(const std::string& resume, int blocks) const {
    std::string command = "ulimit -c 0; ulimit -f " + std::to_string(blocks) + "; exec";
    for (const std::string& word : line(resume, "2")) command += " '" + word + "'";
    return support::run_process({"sh", "-c", command},
                                {.environment = {"TRADEWIND_HOME=" + folder_ / "home"}});
  }

  void expect_the_same_however_killed(const std::vector<std::string>& search) {
    search_ = search;
    const json whole = findings_of(run_line("", "1"));
    EXPECT_EQ(findings_of(run_line("", "2")), whole);
    EXPECT_EQ(findings_of(run_line("", "3")), whole);

    const std::string file = folder_ / "kept";
    for (const int blocks : {25, 70}) {
      EXPECT_EQ(run_line_until(file, blocks).exit_code, -1) << "not killed";
      EXPECT_EQ(support::read_text(file).size() + support::read_text(file + ".search").size(),
                512U * static_cast<unsigned>(blocks))
          << "the last record is not torn";
    }
    // Killed with nothing to prepare for it, at moments that nobody chose.
    for (const int ms : {15, 40, 80}) run_line(file, "2", std::chrono::milliseconds{ms});

    const Finished resumed = run_line(file, "2");
    EXPECT_EQ(findings_of(resumed), whole);
    EXPECT_EQ(support::read_text(file) + support::read_text(file + ".search"), "")
        << "what is done leaves nothing behind";
  }

  std::vector<std::string> search_;
};

TEST_F(KilledSweep, OfAGridResumesToTheSameResult) { expect_the_same_however_killed({}); }

TEST_F(KilledSweep, OfRandomPointsResumesToTheSameResult) {
  expect_the_same_however_killed({"--search", "random", "--trials", "1500"});
}

TEST_F(KilledSweep, OfAModelBasedSearchResumesToTheSameResult) {
  expect_the_same_however_killed({"--search", "nlopt", "--trials", "600"});
}

TEST_F(SweepVerb, TakesNoMoreMemoryForFiftyTimesTheTrials) {
  const auto peak_of = [&](const std::string& lower, const std::string& upper, int trials) {
    const Finished finished = support::run_process(
        {TW_APP, "sweep", "--data", csv_, "--strategy", "rsi_reversion", "--preset", "plain",
         "--quiet", "--json", "-", "--param", "period=5:9", "--param", lower, "--param", upper},
        {.environment = {"TRADEWIND_HOME=" + folder_ / "home"}});
    EXPECT_EQ(finished.exit_code, 0) << finished.err;
    EXPECT_EQ(json::parse(finished.out, nullptr, false)["trials"], trials);
    return finished.peak_rss_bytes;
  };
  const long thousand = peak_of("lower=10:29:1", "upper=70:79:1", 1'000);
  const long fifty_thousand = peak_of("lower=10:29.8:0.2", "upper=70:79.9:0.1", 50'000);

  EXPECT_GT(thousand, 0);
  EXPECT_LT(fifty_thousand, thousand + (2L << 20));
}

const std::vector<std::string> kGrid{"--param", "fast=5:20:5", "--param", "slow=20:60:10"};

std::vector<std::string> with(std::vector<std::string> more) {
  std::vector<std::string> words = kGrid;
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

TEST_F(SweepVerb, RanksTheTrialsAndSaysWhatTheBestIsWorth) {
  const json found = answer(kGrid);

  EXPECT_EQ(found["points"], 20);
  EXPECT_EQ(found["trials"], 19) << "20/20 cannot run";
  EXPECT_EQ(found["path"], "columns");
  EXPECT_EQ(found["top"].size(), 10U);
  EXPECT_GE(found["top"][0]["score"], found["top"][1]["score"]);
  for (const char* key : {"dsr", "dsr_all_trials", "psr", "pbo", "average_correlation"}) {
    EXPECT_TRUE(found["overfitting"][key].is_number()) << key;
  }
  EXPECT_THAT((std::vector<std::string>{"edge", "overfit", "noise"}),
              testing::Contains(found["overfitting"]["verdict"].get<std::string>()));
  EXPECT_EQ(found["heat_map"]["scores"].size(), 4U);
}

TEST_F(SweepVerb, WritesTheReturnsFromWhichItsVerdictCanBeFoundAgain) {
  const std::string file = folder_ / "trials.csv";
  const json judged = answer(with({"--trial-returns", file, "--require", "trades>=20"}));
  const Finished finished =
      support::run_process({TW_APP, "metrics", "--trials", file, "--json", "-"});
  ASSERT_EQ(finished.exit_code, 0) << finished.err;
  const json again = json::parse(finished.out);
  const json& verdict = judged["overfitting"];

  EXPECT_LT(judged["ranked"], judged["trials"]) << "what is not ranked was tried all the same";
  EXPECT_EQ(again["trials"].size(), judged["trials"]);
  EXPECT_EQ(again["rows"], verdict["returns"]);
  const auto expect_equal = [](const json& found, const json& told) {
    EXPECT_NEAR(found.get<double>(), told.get<double>(), 1e-9);
  };
  expect_equal(again["average_correlation"], verdict["average_correlation"]);
  expect_equal(again["num_independent_trials"], verdict["independent_trials"]);
  expect_equal(again["sharpe_deviation"], verdict["sharpe_deviation_period"]);
  expect_equal(again["expected_max_sr"], verdict["expected_max_sharpe_period"]);
  for (const char* key : {"pbo", "prob_oos_loss", "logits_mean"}) {
    expect_equal(again["overfitting"][key], verdict[key]);
  }
}

TEST_F(SweepVerb, CallsTheOnlyTrialThatTradesNoEdge) {
  const Finished finished = support::run_process(
      {TW_APP, "sweep", "--data", csv_, "--strategy", "rsi_reversion", "--preset", "plain",
       "--quiet", "--objective", "total_return", "--param", "lower=0,30", "--json", "-"},
      {.environment = {"TRADEWIND_HOME=" + folder_ / "home"}});
  ASSERT_EQ(finished.exit_code, 0) << finished.err;
  const json found = json::parse(finished.out);
  const json& verdict = found["overfitting"];

  ASSERT_EQ(found["ranked"], 2) << "the idle one has a return, of nothing";
  EXPECT_TRUE(verdict["psr"].is_number());
  EXPECT_TRUE(verdict["sharpe_mean"].is_number());
  EXPECT_TRUE(verdict["sharpe_variance"].is_null());
  EXPECT_TRUE(verdict["dsr"].is_null()) << "one ratio has no spread";
  EXPECT_EQ(verdict["verdict"], "noise");
  EXPECT_THAT(verdict["reason"].get<std::string>(), HasSubstr("no second trial"));
}

TEST_F(SweepVerb, GivesABacktestsFiguresForItsBestTrial) {
  const json best = answer(kGrid)["best"];
  const auto finished = support::run_process(
      {TW_APP, "backtest", "--data", csv_, "--strategy", "sma_cross", "--preset", "plain", "--set",
       "fast=" + std::to_string(best["parameters"]["fast"].get<int>()), "--set",
       "slow=" + std::to_string(best["parameters"]["slow"].get<int>()), "--quiet", "--json", "-"});
  ASSERT_EQ(finished.exit_code, 0) << finished.err;
  const json metrics = json::parse(finished.out)["metrics"];

  for (const auto& [key, value] : best["metrics"].items()) {
    if (!metrics.contains(key) || !value.is_number()) continue;
    EXPECT_NEAR(value.get<double>(), metrics[key].get<double>(), 1e-8) << key;
  }
  EXPECT_TRUE(metrics.contains("sharpe") && metrics.contains("final_equity"));
}

TEST_F(SweepVerb, CountsEveryTrialThatTheDataHasSeenOnce) {
  EXPECT_EQ(answer(kGrid)["trials_on_data"], 19);
  EXPECT_EQ(answer(kGrid)["trials_on_data"], 19);
  EXPECT_EQ(answer({"--param", "fast=5:7", "--param", "slow=30"})["trials_on_data"], 22);
}

TEST_F(SweepVerb, SearchesAtRandomAndWithAModelTheSameForASeed) {
  for (const char* search : {"random", "nlopt"}) {
    const std::vector<std::string> words{"--param",  "fast=2:40", "--param",  "slow=20:90",
                                         "--search", search,      "--trials", "40"};
    const json once = answer(words);
    EXPECT_EQ(once["trials"], 40) << search;
    EXPECT_EQ(answer(words)["best"], once["best"]) << search;
  }
}

TEST_F(SweepVerb, SearchesTheWholeOfASingleRangeWithAModelToo) {
  EXPECT_EQ(answer({"--param", "fast=2:20", "--search", "nlopt", "--trials", "15"})["trials"], 15);
}

TEST_F(SweepVerb, ShowsWhatIsMinimisedInItsOwnSignTheSmallestFirst) {
  const json found = answer(with({"--objective", "min:volatility"}));

  EXPECT_EQ(found["best"]["score"], found["best"]["metrics"]["volatility"]);
  EXPECT_LE(found["top"][0]["score"], found["top"][1]["score"]);
  EXPECT_GT(found["heat_map"]["scores"][0][0], 0.0);
  EXPECT_GT(found["mean_score"], found["best"]["score"]);
}

TEST_F(SweepVerb, KeepsWhatTheSpecFileSetsAndTheLineDoesNotSweep) {
  const std::string spec =
      folder_.write("spec.toml", "strategy = \"sma_cross\"\n[parameters]\nslow = 77\n");
  const Finished finished = support::run_process(
      {TW_APP, "sweep", spec, "--data", csv_, "--param", "fast=5:7", "--quiet", "--json", "-"},
      {.environment = {"TRADEWIND_HOME=" + folder_ / "home"}});
  ASSERT_EQ(finished.exit_code, 0) << finished.err;
  EXPECT_EQ(json::parse(finished.out)["best"]["parameters"]["slow"], 77);
}

TEST_F(SweepVerb, WritesAPageThatNeedsNothingElse) {
  const std::string page = folder_ / "sweep.html";
  ASSERT_EQ(run(with({"--report", page})).exit_code, 0);
  const std::string html = support::read_text(page);

  EXPECT_THAT(html, HasSubstr("<h2>Verdict</h2>"));
  EXPECT_THAT(html, HasSubstr("<h2>Heat map</h2>"));
  EXPECT_THAT(html, testing::Not(HasSubstr("://")));
}

TEST_F(SweepVerb, RefusesWhatItCannotRunWithTheLineThatWouldBeRight) {
  EXPECT_THAT(refusal({}), HasSubstr("nothing to sweep; give a range"));
  EXPECT_THAT(refusal({"--param", "fast=50:5:1"}), HasSubstr("inverted"));
  EXPECT_THAT(refusal({"--param", "fast="}), HasSubstr("is empty"));
  EXPECT_THAT(refusal({"--param", "fats=5:50"}), HasSubstr("did you mean 'fast'?"));
  EXPECT_THAT(refusal(with({"--objective", "sharp"})), HasSubstr("did you mean 'sharpe'?"));
  EXPECT_THAT(refusal(with({"--require", "trades"})), HasSubstr("compares nothing"));
  EXPECT_THAT(
      refusal({"--param", "fast=1:5000", "--param", "slow=2:5000", "--param", "stop=0:0.9:0.01"}),
      HasSubstr("or --yes"));
  EXPECT_THAT(refusal({"--param", "fast=50:60", "--param", "slow=20:30"}),
              HasSubstr("fast must be below slow"));
}

TEST_F(SweepVerb, SaysWhenNoRunCanComputeTheObjective) {
  EXPECT_THAT(refusal({"--param", "fast=800:850:10", "--param", "slow=890,895"}, 1),
              HasSubstr("is undefined in all of them"));
  EXPECT_THAT(refusal(with({"--require", "trades>=100000"}), 1), HasSubstr("loosen it"));
}

}  // namespace
}  // namespace tw
