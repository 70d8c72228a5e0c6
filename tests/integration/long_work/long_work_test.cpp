// What every research verb has in common: killed anywhere it goes on to the same bytes, which do
// not depend on the number of threads; a bar with the time left; an estimate before it begins.

#include <csignal>
#include <filesystem>
#include <gmock/gmock.h>
#include <string>
#include <sys/wait.h>
#include <vector>

#include "support/process.hpp"
#include "support/pseudo_terminal.hpp"
#include "support/temp_folder.hpp"
#include "workloads/w1_bars.hpp"

namespace tw {
namespace {

using support::Finished;
using testing::HasSubstr;
using Words = std::vector<std::string>;

/// A verb at work of some hundred milliseconds, and after how many blocks of 512 bytes of what it
/// keeps it is killed.
struct Work {
  std::string name;
  Words words;
  std::vector<int> blocks;
  bool has_threads = true;
};

void PrintTo(const Work& work, std::ostream* out) { *out << work.name; }

class LongWork : public testing::TestWithParam<Work> {
 protected:
  LongWork() {
    write_bars("W.csv", 900);
    for (const char* name : {"a", "b"}) {
      folder_.write(std::string{name} + ".toml",
                    "strategy = \"sma_cross\"\ndata = [\"" + folder_ / "W.csv" +
                        "\"]\n[parameters]\nslow = 20\nfast = " + (*name == 'a' ? "5" : "9") +
                        "\n");
    }
  }

  void write_bars(const std::string& name, std::size_t bars) {
    const BarTable table = workloads::weekday_bars({.seed = 3001, .bars = bars, .sigma = 0.01},
                                                   *Date::from_civil(2004, 1, 1));
    folder_.write(name, workloads::to_csv(table.view({})));
  }

  /// Returns the line of the work, "FOLDER" in it replaced.
  Words line(const Words& more) const {
    Words words{TW_APP};
    for (const std::string& word : GetParam().words) {
      const std::size_t at = word.find("FOLDER");
      words.push_back(at == word.npos ? word : folder_ / word.substr(at + 7));
    }
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  Words environment() const { return {"TRADEWIND_HOME=" + folder_ / "home"}; }
  Finished run(const Words& more) const {
    return support::run_process(line(more), {.environment = environment()});
  }
  /// Runs the line in a shell that kills it when a file of its grows past `blocks`: in the middle
  /// of a record, whose first part is written.
  Finished run_until(int blocks, const Words& more) const {
    std::string command = "ulimit -c 0; ulimit -f " + std::to_string(blocks) + "; exec";
    for (const std::string& word : line(more)) command += " '" + word + "'";
    return support::run_process({"sh", "-c", command}, {.environment = environment()});
  }
  /// Kills the line as soon as what it keeps has grown by `bytes`; returns whether it was at work.
  bool kill_when_grown(std::uintmax_t bytes, const Words& more) const {
    const auto size = [&] {
      std::error_code none;
      const std::uintmax_t found = std::filesystem::file_size(kept(), none);
      return none ? 0 : found;
    };
    const std::uintmax_t enough = size() + bytes;
    const pid_t child = support::start_process(line(more), environment());
    int status = 0;
    while (size() < enough && waitpid(child, &status, WNOHANG) == 0) usleep(200);
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    return WIFSIGNALED(status);
  }
  std::string kept() const { return folder_ / "kept"; }

  support::TempFolder folder_;
};

TEST_P(LongWork, KilledAnywhereGoesOnToTheSameBytes) {
  const Words resumed{"--quiet", "--json", "-", "--resume", kept()};
  const Finished whole = run({"--quiet", "--json", "-"});
  ASSERT_EQ(whole.exit_code, 0) << whole.err;

  for (const int blocks : GetParam().blocks) {
    EXPECT_EQ(run_until(blocks, resumed).exit_code, -1) << "not killed";
    EXPECT_EQ(support::read_text(kept()).size(), 512U * static_cast<unsigned>(blocks))
        << "the last record is not torn";
  }
  kill_when_grown(1, resumed);
  const Finished done = run(resumed);

  EXPECT_EQ(done.exit_code, 0) << done.err;
  EXPECT_EQ(done.out, whole.out);
  EXPECT_FALSE(std::filesystem::exists(kept())) << "what is done leaves nothing behind";
}

TEST_P(LongWork, GivesTheSameBytesOnAnyNumberOfThreads) {
  if (!GetParam().has_threads) return;
  const Finished one = run({"--quiet", "--json", "-", "--threads", "1"});

  EXPECT_EQ(one.exit_code, 0) << one.err;
  EXPECT_EQ(run({"--quiet", "--json", "-", "--threads", "3"}).out, one.out);
}

TEST_P(LongWork, SaysWhatItWillTakeUnlessItIsToBeQuiet) {
  const Finished told = run({"--json", "-"});
  const Finished quiet = run({"--json", "-", "--quiet"});

  EXPECT_EQ(told.exit_code, 0) << told.err;
  EXPECT_THAT(told.err, testing::ContainsRegex(
                            ": (less than 1|about [0-9]+) s on [0-9]+ cores?, about [0-9]+ MB of "
                            "memory\n"));
  EXPECT_EQ(quiet.err, "");
}

TEST_P(LongWork, LeavesAFileOfOtherWorkAsItIs) {
  const std::string notes = folder_.write("notes", "not ours");
  const Finished refused = run({"--quiet", "--resume", notes, "--json", folder_ / "never.json"});

  EXPECT_EQ(refused.exit_code, 3);
  EXPECT_EQ(refused.err, "tradewind: cannot resume from '" + notes +
                             "': it is no checkpoint; name another file\n");
  EXPECT_EQ(support::read_text(notes), "not ours");
  EXPECT_FALSE(std::filesystem::exists(folder_ / "never.json"));
}

INSTANTIATE_TEST_SUITE_P(
    Research, LongWork,
    testing::Values(
        Work{"Walkforward",
             {"walkforward", "--data", "FOLDER/W.csv", "--strategy", "sma_cross", "--set",
              "fast=2:12", "--set", "slow=20:60:10", "--train", "200", "--test", "20"},
             {1, 3}},
        Work{"Bootstrap",
             {"montecarlo", "--data", "FOLDER/W.csv", "--paths", "6000", "--draws", "400"},
             {100, 2500}},
        Work{"Noise",
             {"montecarlo", "--data", "FOLDER/W.csv", "--strategy", "sma_cross", "--method",
              "noise", "--paths", "60"},
             {10, 40}},
        Work{"Costs",
             {"montecarlo", "--data", "FOLDER/W.csv", "--strategy", "sma_cross", "--method",
              "costs"},
             {1}},
        Work{"Lookahead",
             {"lookahead", "--data", "FOLDER/W.csv", "--strategy", "sma_cross"},
             {1, 40, 100}},
        Work{"Realism",
             {"realism", "--data", "FOLDER/W.csv", "--strategy", "sma_cross"},
             {10, 100, 130}},
        Work{"Compare", {"compare", "FOLDER/a.toml", "FOLDER/b.toml"}, {20, 200}, false}),
    [](const auto& test) { return test.param.name; });

/// A verb at work of minutes, as a person sees it.
class LongWorkOnATerminal : public LongWork {};

TEST_P(LongWorkOnATerminal, ShowsTheTimeLeftAndStopsWhenAsked) {
  write_bars("L.csv", 5'000);
  support::PseudoTerminal terminal{line({"--yes", "--resume", kept()}),
                                   {{"TRADEWIND_HOME", folder_ / "home"}},
                                   {.columns = 90, .rows = 24}};

  EXPECT_TRUE(terminal.wait_for(" left")) << terminal.output();
  terminal.send_signal(SIGINT);

  EXPECT_EQ(terminal.wait_for_end(), 1) << terminal.output();
  EXPECT_THAT(terminal.output(), HasSubstr(GetParam().words.front() + " ["));
  EXPECT_THAT(terminal.output(), HasSubstr("tradewind: stopped after "));
  EXPECT_THAT(terminal.output(), HasSubstr("; the same line goes on from '" + kept() + "'"));
  EXPECT_GT(support::read_text(kept()).size(), 100U);
}

INSTANTIATE_TEST_SUITE_P(
    Research, LongWorkOnATerminal,
    testing::Values(
        Work{"Sweep",
             {"sweep", "--data", "FOLDER/W.csv", "--strategy", "rsi_reversion", "--param",
              "period=2:200", "--param", "lower=10:49:0.1", "--param", "upper=60:99:0.1"},
             {}},
        Work{"Walkforward",
             {"walkforward", "--data", "FOLDER/W.csv", "--strategy", "rsi_reversion", "--set",
              "period=2:200", "--set", "lower=10:49:0.5", "--train", "50", "--test", "10"},
             {}},
        Work{"Montecarlo",
             {"montecarlo", "--data", "FOLDER/W.csv", "--strategy", "sma_cross", "--method",
              "noise", "--paths", "1000000"},
             {}},
        Work{"Lookahead",
             {"lookahead", "--data", "FOLDER/L.csv", "--strategy", "sma_cross", "--every", "1",
              "--threads", "1"},
             {}}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace tw
