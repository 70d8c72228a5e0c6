#include <chrono>
#include <csignal>
#include <filesystem>
#include <gmock/gmock.h>
#include <map>
#include <random>
#include <sys/wait.h>
#include <unistd.h>

#include "support/scripted_history.hpp"
#include "support/temp_folder.hpp"

namespace tw::ingest {
namespace {

using Clock = std::chrono::steady_clock;
using support::ScriptedHistory;
using support::TempFolder;

constexpr int kKills = 50;

/// Returns each bar file below `home` with its bytes; what a killed writer left is none.
std::map<std::string, std::string> bar_files(const std::string& home) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator{home + "/bars"}) {
    if (!entry.is_regular_file() || entry.path().extension() != ".bars") continue;
    const auto text = store::FileText::read(entry.path().string());
    files[entry.path().lexically_relative(home).string()] = text->view();
  }
  return files;
}

/// One fetch, with the vendor as it is by then.
struct Work {
  ScriptedHistory vendor;
  FetchRequest request;

  bool run(const std::string& home) {
    return fetch_series(home, request, {vendor.source("vega")}, {}).has_value();
  }
};

Work first_fetch() {
  Work work;
  work.vendor.now = parse_date("2024-06-28")->midnight();
  work.vendor.split = parse_date("2024-06-24");
  work.vendor.halts = {parse_date("2022-03-16")->days, parse_date("2023-05-17")->days};
  work.request = support::daily_request("2019-06-01", "2024-06-21", work.vendor.now);
  return work;
}

/// The same after a split that the vendor has taken out of its whole history.
Work after_split() {
  Work work = first_fetch();
  work.vendor.knows_split = true;
  work.request = support::daily_request("2019-06-01", "2024-06-27", work.vendor.now);
  return work;
}

/// Runs `work` in a process of its own and kills that after `patience`; returns true when it had
/// ended before.
bool run_and_kill(Work work, const std::string& home, std::chrono::microseconds patience) {
  const pid_t child = fork();
  if (child == 0) _exit(work.run(home) ? 0 : 1);
  usleep(static_cast<useconds_t>(patience.count()));
  kill(child, SIGKILL);
  int status = 0;
  waitpid(child, &status, 0);
  if (!WIFEXITED(status)) return false;
  EXPECT_EQ(WEXITSTATUS(status), 0);
  return true;
}

/// Kills `work` until it was killed `kills` times, each round from a copy of `start` on; what a
/// round leaves must be what one run without a kill leaves.
void kill_and_resume(const Work& work, const std::string& start, int kills, std::uint64_t seed) {
  SCOPED_TRACE("seed " + std::to_string(seed));
  const TempFolder whole;
  std::filesystem::copy(start, whole.path(), std::filesystem::copy_options::recursive);
  const auto began = Clock::now();
  ASSERT_TRUE(Work{work}.run(whole.path()));
  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - began);
  const auto expected = bar_files(whole.path());
  ASSERT_FALSE(expected.empty());

  std::mt19937_64 random{seed};
  int killed = 0;
  for (int round = 0; killed < kills && round < kills * 20; ++round) {
    const TempFolder home;
    std::filesystem::copy(start, home.path(), std::filesystem::copy_options::recursive);
    bool is_done = false;
    while (!is_done) {
      const auto patience = std::chrono::microseconds{
          random() % static_cast<std::uint64_t>(std::max<std::int64_t>(took.count(), 1))};
      is_done = run_and_kill(work, home.path(), patience);
      killed += is_done ? 0 : 1;
      for (const store::StoredBars& stored : store::BarStore{home.path()}.list()) {
        EXPECT_TRUE(stored.fault.empty()) << stored.fault;
        EXPECT_TRUE(store::MappedBars::open(stored.path).has_value()) << stored.path;
      }
      if (killed >= kills && !is_done) is_done = Work{work}.run(home.path());
    }
    EXPECT_EQ(bar_files(home.path()), expected);
  }
  EXPECT_GE(killed, kills);
}

TEST(KilledFetch, LeavesASoundStoreAndGoesOnToTheSameBytes) {
  const TempFolder empty;
  kill_and_resume(first_fetch(), empty.path(), kKills, 20'260'711);
}

TEST(KilledFetch, OfARestatedHistoryLosesNeitherVintage) {
  const TempFolder start;
  ASSERT_TRUE(first_fetch().run(start.path()));
  kill_and_resume(after_split(), start.path(), kKills, 20'260'712);
}

}  // namespace
}  // namespace tw::ingest
