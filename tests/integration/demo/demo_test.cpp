// `tradewind demo` as a process: without a terminal, and on one.

#include <csignal>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "support/process.hpp"
#include "support/pseudo_terminal.hpp"
#include "support/temp_folder.hpp"

namespace tw::support {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr const char* kData = "tests/data/demo";
constexpr const char* kEnter = "\x1b[?1049h";
constexpr const char* kLeave = "\x1b[?1049l";

class Demo : public testing::Test {
 protected:
  using Words = std::vector<std::string>;

  Finished tradewind(Words words) const {
    words.insert(words.begin(), TW_APP);
    return run_process(words, {.environment = {"TRADEWIND_HOME=" + home()}});
  }
  /// Runs the demo on our data.
  Finished demo(const Words& more) const {
    Words words{"demo", "--data-dir", kData};
    words.insert(words.end(), more.begin(), more.end());
    return tradewind(words);
  }
  std::string home() const { return folder_ / "home"; }

  TempFolder folder_;
};

TEST_F(Demo, WithoutATerminalRunsAtFullSpeedAndNamesAReportThatIsThere) {
  const Finished ended = demo({});

  ASSERT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_EQ(ended.err, "");
  const std::string report = home() + "/reports/demo.html";
  EXPECT_THAT(ended.out, HasSubstr("\nReport: " + report + "\n"));
  EXPECT_EQ(read_text(report).substr(0, 15), "<!doctype html>");
  EXPECT_THAT(ended.out, StartsWith("Imported SPX   400 sessions, 2021-01-04 to 2022-08-04"));
  EXPECT_THAT(ended.out, HasSubstr("sma_cross on SPX"));
  EXPECT_THAT(ended.out, HasSubstr("Paper session: 250 of 250 sessions replayed"));
  EXPECT_THAT(ended.out, Not(HasSubstr("\x1b"))) << "nothing that only a terminal understands";
}

TEST_F(Demo, ThePaperSessionSendsTheCommandsOfTheBacktestOfTheSameSessions) {
  const Finished ended = demo({"--json"});

  ASSERT_EQ(ended.exit_code, 0) << ended.err;
  const json told = json::parse(ended.out);
  const json& paper = told["paper"];
  EXPECT_EQ(paper["sessions"], 250);
  EXPECT_EQ(paper["commands_hash"], paper["backtest_commands_hash"]);
  EXPECT_GT(paper["commands"], 3);
  EXPECT_EQ(told["backtests"].size(), 2U);
  EXPECT_EQ(told["history"][0]["symbol"], "SPX");
  EXPECT_TRUE(std::filesystem::exists(told["report"].get<std::string>()));
}

/// Returns `text` without what is of its moment: the name of the session's journal, the double's
/// port and how long its answers took.
std::string without_moment(std::string text) {
  for (const char* pattern :
       {"paper-[0-9]{8}T[0-9.]+Z", "127.0.0.1:[0-9]+", "seconds\": [0-9.e-]+", "in [0-9.]+ m?s"}) {
    text = std::regex_replace(text, std::regex{pattern}, "then");
  }
  return text;
}

TEST_F(Demo, TwoRunsSayTheSame) {
  const Words words{"--once", "--json", "-", "--report", folder_ / "a.html"};
  const Finished first = demo(words);
  const std::string first_report = read_text(folder_ / "a.html");
  const Finished second = demo(words);

  ASSERT_EQ(first.exit_code, 0) << first.err;
  EXPECT_EQ(without_moment(first.out), without_moment(second.out));
  EXPECT_EQ(without_moment(first.err), without_moment(second.err));
  EXPECT_EQ(first_report, read_text(folder_ / "a.html"));
}

TEST_F(Demo, AsksAVendorsDoubleForItsHistoriesAndQuotesOverASocket) {
  const Finished told = demo({"--once", "--json", "-"});

  ASSERT_EQ(told.exit_code, 0) << told.err;
  const json market = json::parse(told.out)["market"];
  EXPECT_EQ(market["fault"], "");
  EXPECT_TRUE(market["address"].get<std::string>().starts_with("https://127.0.0.1:"));
  ASSERT_EQ(market["series"].size(), 2U);
  for (const json& series : market["series"]) {
    EXPECT_EQ(series["source"], "polygon");
    EXPECT_GT(series["sessions"], 0);
    EXPECT_EQ(series["same_as_file"], series["sessions"]);
    EXPECT_GT(series["last"], 0.0);
  }
  EXPECT_EQ(market["series"][0]["sessions"], json::parse(told.out)["history"][0]["sessions"]);
  EXPECT_EQ(market["stream"]["source"], "polygon");
  EXPECT_EQ(market["stream"]["trades"], 50);
  EXPECT_THAT(told.err, HasSubstr("Asked of a vendor's double at https://127.0.0.1:"));
  EXPECT_FALSE(std::filesystem::exists(home() + "/vendor-double.pem")) << "trusted no longer";
}

TEST_F(Demo, KeepsTheHistoryInTheStoreWhereABacktestFindsIt) {
  ASSERT_EQ(demo({"--once"}).exit_code, 0);

  const Finished tested = tradewind({"backtest", "--symbols", "SPX", "--strategy", "sma_cross",
                                     "--set", "fast=10", "--set", "slow=30", "--set", "stop=0.05",
                                     "--set", "target=0.1", "--cash", "100000", "--json"});

  ASSERT_EQ(tested.exit_code, 0) << tested.err;
  const json told = json::parse(demo({"--json"}).out);
  EXPECT_EQ(told["backtests"][0]["commands_hash"], json::parse(tested.out)["commands_hash"]);
}

TEST_F(Demo, SaysInOneLineWhatIsMissingAndTheRemedy) {
  const Finished ended = tradewind({"demo", "--data-dir", folder_ / "nowhere"});

  EXPECT_EQ(ended.exit_code, 3);
  EXPECT_EQ(ended.out, "");
  EXPECT_EQ(ended.err, "tradewind: --data-dir '" + (folder_ / "nowhere") +
                           "' has no 'sp500-2000.csv'; name a folder with sp500-2000.csv and "
                           "aapl.csv, or leave it out after scripts/up has installed them\n");
  EXPECT_FALSE(std::filesystem::exists(home())) << "nothing half-written";
}

TEST_F(Demo, RefusesASpeedThatIsNone) {
  const Finished ended = demo({"--speed", "0"});

  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_THAT(ended.err, StartsWith("tradewind: --speed"));
}

/// The demo before a person at a terminal.
class LiveDemo : public Demo {
 protected:
  /// Returns what the audit trail says of sessions, in order.
  std::vector<std::string> runs_on_record() const {
    const Finished shown = tradewind({"audit", "show", "--kind", "run", "--json", "-"});
    EXPECT_EQ(shown.exit_code, 0) << shown.err;
    std::vector<std::string> actions;
    const json trail = json::parse(shown.out);
    for (const json& record : trail["records"]) {
      EXPECT_THAT(record["subject"].get<std::string>(), StartsWith("session:paper-"));
      actions.push_back(record["action"]);
    }
    return actions;
  }

  static constexpr PseudoTerminal::Size kWindow{.columns = 100, .rows = 40};

  std::vector<std::string> words(const std::string& speed) const {
    return {TW_APP, "demo", "--home", home(), "--data-dir", kData, "--speed", speed};
  }
  const PseudoTerminal::Variables variables_{{"TERM", "xterm"}, {"LC_ALL", "C.UTF-8"}};

  /// Waits until a few sessions were shown.
  static bool is_under_way(PseudoTerminal& terminal) { return terminal.wait_for(" of 250", 3); }

  /// The view was shown, is gone again, and the terminal is as a shell wants it.
  static void expect_restored(const PseudoTerminal& terminal) {
    const std::string& output = terminal.output();
    EXPECT_GT(output.find(kLeave), output.find(kEnter));
    EXPECT_THAT(output, HasSubstr("\x1b[?25h")) << "the cursor is back";
    EXPECT_THAT(output, HasSubstr("\x1b[?7h")) << "lines wrap again";
    EXPECT_TRUE(terminal.is_cooked());
  }
};

TEST_F(LiveDemo, IsShownUntilQIsPressed) {
  PseudoTerminal terminal{words("20"), variables_, kWindow};

  ASSERT_TRUE(is_under_way(terminal)) << terminal.output();
  EXPECT_FALSE(terminal.is_cooked()) << "keys come singly";
  for (const char* part : {"Position", "Equity", "Working orders", "Last fills", "Open P&L",
                           "20.0 sessions a second", "reports/demo.html"}) {
    EXPECT_THAT(terminal.output(), HasSubstr(part));
  }
  terminal.type("q");

  EXPECT_EQ(terminal.wait_for_end(), 0);
  expect_restored(terminal);
  EXPECT_THAT(terminal.output(), HasSubstr("of 250 sessions replayed"));
  EXPECT_THAT(terminal.output(), HasSubstr(", the same: "));
}

TEST_F(LiveDemo, KilledInTheMiddleGoesOnToTheEndThatItWouldHaveHad) {
  {
    PseudoTerminal terminal{words("40"), variables_, kWindow};
    ASSERT_TRUE(terminal.wait_for(" of 250", 25)) << terminal.output();
    terminal.send_signal(SIGKILL);
    EXPECT_EQ(terminal.wait_for_end(), std::nullopt);
  }
  // What is on record says that it began and did not end.
  EXPECT_THAT(runs_on_record(), testing::ElementsAre("begin"));

  const Finished ended = demo({"--resume", "--json", "-"});

  ASSERT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_THAT(runs_on_record(), testing::ElementsAre("begin", "recover", "end"));
  const json paper = json::parse(ended.out)["paper"];
  EXPECT_GT(paper["recovered"]["records"], 20);
  EXPECT_EQ(paper["recovered"]["is_after_restart"], false);
  EXPECT_GE(paper["recovered"]["ids_set_aside"], paper["recovered"]["last_order"]);
  EXPECT_EQ(paper["is_stored"], true);
  json whole = json::parse(demo({"--json", "-"}).out)["paper"];
  EXPECT_EQ(whole["recovered"], nullptr);
  for (const char* same : {"sessions", "commands", "commands_hash", "fills", "trades", "equity"}) {
    EXPECT_EQ(paper[same], whole[same]) << same;
  }
  EXPECT_EQ(paper["commands_hash"], paper["backtest_commands_hash"]);

  // What is on record proves it: the same commands again, no order's number twice, and the tables.
  const std::string journal = paper["journal"];
  EXPECT_EQ(tradewind({"replay", journal}).exit_code, 0);
  std::set<std::string> orders;
  const json shown =
      json::parse(tradewind({"journal", "show", journal, "--kind", "command", "--json", "-"}).out);
  for (const json& record : shown["records"]) {
    const std::string text = record["text"];
    if (!text.starts_with("submit ")) continue;
    EXPECT_TRUE(orders.insert(text.substr(7, text.find(' ', 7))).second) << text;
  }
  EXPECT_GT(orders.size(), 3U);
  for (const std::string table : {"orders", "fills", "trades", "cash_ledger"}) {
    const std::string live = tradewind({"db", "export", table, "--json", "-"}).out;
    ASSERT_EQ(tradewind({"db", "rebuild"}).exit_code, 0);
    EXPECT_EQ(tradewind({"db", "export", table, "--json", "-"}).out, live) << table;
    EXPECT_GT(live.size(), 100U);
  }
}

TEST_F(Demo, OnlyASessionThatWasCutOffGoesOnAndOnlyOnItsHistory) {
  const Finished none = demo({"--resume", "--once"});
  EXPECT_EQ(none.exit_code, 3);
  EXPECT_THAT(none.err, HasSubstr("was cut off and can go on; `tradewind journal list`"));

  const std::string journal = json::parse(demo({"--json", "-"}).out)["paper"]["journal"];
  const Finished ended = demo({"--resume", journal, "--once"});
  EXPECT_EQ(ended.exit_code, 3);
  EXPECT_THAT(ended.err, HasSubstr("ended as it should; start a new one"));

  // Without its last record, it was cut off; and its history has another close meanwhile.
  std::filesystem::resize_file(journal + "/000001.journal",
                               std::filesystem::file_size(journal + "/000001.journal") - 1);
  const std::string other = folder_ / "other";
  std::filesystem::copy(kData, other);
  std::string bars = read_text(other + "/sp500-2000.csv");
  const std::size_t last = bars.find_last_of(',', bars.size() - 2);
  bars[bars.find_last_of("0123456789", bars.size() - 2)] ^= 1;
  ASSERT_NE(last, std::string::npos);
  std::ofstream{other + "/sp500-2000.csv"} << bars;
  const Finished elsewhere =
      tradewind({"demo", "--data-dir", other, "--resume", journal, "--once"});
  EXPECT_EQ(elsewhere.exit_code, 3) << elsewhere.out;
  EXPECT_THAT(elsewhere.err, HasSubstr("was played another history than is here now"));

  const Finished resumed = demo({"--resume", "--once"});
  EXPECT_EQ(resumed.exit_code, 0) << resumed.err;
  EXPECT_THAT(resumed.out, HasSubstr("told again and compared: "));
}

TEST_F(LiveDemo, GoesOnShowingTheEndOfTheSession) {
  PseudoTerminal terminal{words("1000"), variables_, kWindow};

  ASSERT_TRUE(terminal.wait_for("complete")) << terminal.output();
  EXPECT_TRUE(terminal.is_running());
  terminal.type("r");  // Again, from the first session on.
  ASSERT_TRUE(terminal.wait_for("complete", 2));
  EXPECT_TRUE(terminal.is_running());
  terminal.type("q");

  EXPECT_EQ(terminal.wait_for_end(), 0);
  expect_restored(terminal);
  EXPECT_THAT(terminal.output(), HasSubstr("250 of 250 sessions replayed"));
}

TEST_F(LiveDemo, PausesStepsAndGoesOnFaster) {
  PseudoTerminal terminal{words("20"), variables_, kWindow};
  ASSERT_TRUE(is_under_way(terminal));

  terminal.type(" ");
  ASSERT_TRUE(terminal.wait_for("paused")) << terminal.output();
  const auto paused = terminal.output().size();
  terminal.type("n");
  ASSERT_TRUE(terminal.wait_for("paused", 2)) << "a step is shown";
  EXPECT_THAT(terminal.output().substr(paused), HasSubstr(" of 250"));
  terminal.type("++++++ ");
  ASSERT_TRUE(terminal.wait_for("1,024.0 sessions a second")) << terminal.output();
  ASSERT_TRUE(terminal.wait_for("complete"));
  terminal.type("q");

  EXPECT_EQ(terminal.wait_for_end(), 0);
  EXPECT_THAT(terminal.output(), HasSubstr(", the same: ")) << "pace changes no command";
}

TEST_F(LiveDemo, AnOperatorMayFlattenAndOpenAgain) {
  PseudoTerminal terminal{words("20"), variables_, kWindow};
  ASSERT_TRUE(is_under_way(terminal));

  terminal.type("f");
  ASSERT_TRUE(terminal.wait_for("halted: only exits leave")) << terminal.output();
  terminal.type("o");
  terminal.type("+");
  ASSERT_TRUE(terminal.wait_for("40.0 sessions a second")) << terminal.output();
  terminal.type("q");

  EXPECT_EQ(terminal.wait_for_end(), 0);
  EXPECT_THAT(terminal.output(), HasSubstr("You stepped in"));
}

TEST_F(LiveDemo, DrawsAfreshWhenTheWindowChangesItsSize) {
  PseudoTerminal terminal{words("20"), variables_, kWindow};
  ASSERT_TRUE(is_under_way(terminal));
  const std::string clear = "\x1b[2J\x1b[H";
  ASSERT_TRUE(terminal.wait_for(clear, 1));

  terminal.resize({.columns = 60, .rows = 20});

  EXPECT_TRUE(terminal.wait_for(clear, 2));
  terminal.type("q");
  EXPECT_EQ(terminal.wait_for_end(), 0);
  expect_restored(terminal);
}

class LiveDemoEnds : public LiveDemo, public testing::WithParamInterface<int> {};

TEST_P(LiveDemoEnds, WithTheTerminalRestored) {
  PseudoTerminal terminal{words("20"), variables_, kWindow};
  ASSERT_TRUE(is_under_way(terminal));

  terminal.send_signal(GetParam());

  EXPECT_EQ(terminal.wait_for_end(), 0);
  expect_restored(terminal);
}

INSTANTIATE_TEST_SUITE_P(Signals, LiveDemoEnds, testing::Values(SIGINT, SIGTERM, SIGHUP),
                         [](const testing::TestParamInfo<int>& number) {
                           return std::string{sigabbrev_np(number.param)};
                         });

TEST_F(LiveDemo, CtrlCIsTheSameAsQ) {
  PseudoTerminal terminal{words("20"), variables_, kWindow};
  ASSERT_TRUE(is_under_way(terminal));

  terminal.type("\x03");

  EXPECT_EQ(terminal.wait_for_end(), 0);
  expect_restored(terminal);
}

TEST_F(LiveDemo, OnATerminalOnceStillRunsToItsEndAndEnds) {
  std::vector<std::string> once = words("20");
  once.push_back("--once");
  PseudoTerminal terminal{once, variables_, kWindow};

  EXPECT_EQ(terminal.wait_for_end(), 0);
  EXPECT_THAT(terminal.output(), HasSubstr("250 of 250 sessions replayed"));
  EXPECT_THAT(terminal.output(), Not(HasSubstr(kEnter)));
}

}  // namespace
}  // namespace tw::support
