#include "support/killed_fetch.hpp"

#include <csignal>
#include <cstdio>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

#include "support/bar_files.hpp"
#include "support/temp_folder.hpp"

namespace tw::support {

Date today() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return Date::of(
      Timestamp::from_seconds(std::chrono::duration_cast<std::chrono::seconds>(since).count()));
}

KilledFetch::KilledFetch(Words words, Environment environment)
    : words_{std::move(words)}, environment_{std::move(environment)} {}

void KilledFetch::kill_times(int kills, std::uint64_t seed) {
  std::mt19937_64 random{seed};
  begin_day();
  ASSERT_FALSE(expected_.empty());
  int killed = 0;
  int rounds = 0;
  for (; killed < kills && rounds < kills * 4; ++rounds) {
    if (today() != day_) begin_day();
    const TempFolder home;
    killed += finish(home.path(), kills - killed, random);
    // A series says as of which day it is: one that midnight UTC falls into is another.
    if (today() != day_) continue;
    EXPECT_EQ(bar_files(home.path()), expected_) << "after " << killed << " kills";
    compared_ += 1;
  }
  std::printf("%d kills within %lld ms each, in %d fetches that went on to the same bytes\n",
              killed, static_cast<long long>(took_.count() / 1'000), compared_);
  EXPECT_GE(killed, kills);
  EXPECT_GE(compared_, 1);
}

Finished KilledFetch::run(const Words& what, const std::string& home) const {
  return run_process(what, {.environment = environment_(home)});
}

void KilledFetch::begin_day() {
  day_ = today();
  const TempFolder whole;
  const auto began = std::chrono::steady_clock::now();
  const Finished done = run(words_, whole.path());
  EXPECT_EQ(done.exit_code, 0) << done.err;
  took_ = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() -
                                                                began);
  expected_ = bar_files(whole.path());
}

int KilledFetch::finish(const std::string& home, int kills_left, std::mt19937_64& random) const {
  int killed = 0;
  for (bool is_done = false; !is_done;) {
    const pid_t child = start_process(words_, environment_(home));
    usleep(static_cast<useconds_t>(random() % static_cast<std::uint64_t>(took_.count())));
    kill(child, SIGKILL);
    int status = 0;
    waitpid(child, &status, 0);
    is_done = WIFEXITED(status);
    killed += is_done ? 0 : 1;
    const Finished listed = run({words_.front(), "data", "list", "--json"}, home);
    EXPECT_EQ(listed.exit_code, 0) << listed.err;
    EXPECT_THAT(nlohmann::json::parse(listed.out, nullptr, false)["damaged"], testing::IsEmpty());
    if (is_done || killed < kills_left) continue;
    EXPECT_EQ(run(words_, home).exit_code, 0);
    is_done = true;
  }
  return killed;
}

}  // namespace tw::support
