#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>
#include <random>
#include <sys/wait.h>
#include <unistd.h>

#include "core/date.hpp"
#include "support/bar_files.hpp"
#include "support/process.hpp"
#include "support/pseudo_terminal.hpp"
#include "support/temp_folder.hpp"

// `tradewind data fetch` from `tradewind vendor-sim`, each a process, killed at random moments.
namespace tw {
namespace {

using Clock = std::chrono::steady_clock;
using nlohmann::json;
using support::TempFolder;

constexpr const char* kSymbols[] = {"ALFA", "BRAVO", "CHARLIE", "DELTA"};
constexpr int kDays = 1'500;

/// Returns how often it is killed: 50 with `scripts/test --full`, fewer otherwise.
int kills() {
  const char* const asked = std::getenv("TW_KILL_RUNS");
  return std::clamp(asked == nullptr ? 0 : std::atoi(asked) / 2, 12, 50);
}

/// The double, and a home's settings under which its budget holds nobody up.
class Vendor {
 public:
  Vendor() {
    const Date first = *parse_date("2019-01-01");
    for (const char* symbol : kSymbols) {
      std::string rows = "Date,Open,High,Low,Close,Volume\n";
      for (int day = 0; day < kDays; ++day) {
        const std::string price = std::to_string(50 + (day * 7 + symbol[0]) % 90);
        rows += to_string(first + day) + "," + price + "," + price + ".5," + price + "," + price +
                ".25," + std::to_string(1'000 + day) + "\n";
      }
      bars_.write(std::string{symbol} + ".csv", rows);
    }
    config_ = folder_.write("tradewind.toml", "[yahoo]\nlimits = [\"100000/1s\"]\n");
    process_.emplace(std::vector<std::string>{TW_APP, "vendor-sim", "--data-dir", bars_.path(),
                                              "--port", "0", "--json", folder_ / "addresses.json"},
                     support::PseudoTerminal::Variables{{"TRADEWIND_HOME", folder_ / "home"}},
                     support::PseudoTerminal::Size{});
    EXPECT_TRUE(process_->wait_for("until Ctrl-C")) << process_->output();
    const json addresses = json::parse(support::read_text(folder_ / "addresses.json"));
    url_ = addresses["vendors"][0]["base_url"];
    EXPECT_EQ(addresses["vendors"][0]["vendor"], "yahoo");
  }

  std::vector<std::string> environment(const std::string& home) const {
    return {"TRADEWIND_HOME=" + home, "TRADEWIND_YAHOO_URL=" + url_, "TRADEWIND_CONFIG=" + config_};
  }

 private:
  TempFolder bars_;
  TempFolder folder_;
  std::string config_;
  std::string url_;
  std::optional<support::PseudoTerminal> process_;
};

std::vector<std::string> fetch_words() {
  std::string symbols;
  for (const char* symbol : kSymbols) symbols += (symbols.empty() ? "" : ",") + std::string{symbol};
  return {TW_APP,       "data", "fetch",      "--symbols",  symbols, "--from",
          "2019-01-01", "--to", "2022-12-30", "--provider", "yahoo"};
}

TEST(KilledFetchFromTheDouble, LeavesASoundCatalogAndGoesOnToTheBytesOfOneGo) {
  const Vendor vendor;
  const std::vector<std::string> words = fetch_words();
  const TempFolder whole;
  const auto began = Clock::now();
  const auto first = support::run_process(words, {.environment = vendor.environment(whole.path())});
  ASSERT_EQ(first.exit_code, 0) << first.err;
  const auto took =
      std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - began).count();
  const auto expected = support::bar_files(whole.path());
  ASSERT_EQ(expected.size(), std::size(kSymbols));

  std::mt19937_64 random{20'261'127};
  int killed = 0;
  int rounds = 0;
  for (; killed < kills() && rounds < kills() * 4; ++rounds) {
    const TempFolder home;
    const auto environment = vendor.environment(home.path());
    for (bool is_done = false; !is_done;) {
      const pid_t child = support::start_process(words, environment);
      usleep(static_cast<useconds_t>(random() % static_cast<std::uint64_t>(took)));
      kill(child, SIGKILL);
      int status = 0;
      waitpid(child, &status, 0);
      is_done = WIFEXITED(status);
      killed += is_done ? 0 : 1;
      const auto listed =
          support::run_process({TW_APP, "data", "list", "--json"}, {.environment = environment});
      ASSERT_EQ(listed.exit_code, 0) << listed.err;
      EXPECT_THAT(json::parse(listed.out)["damaged"], testing::IsEmpty());
      if (is_done || killed < kills()) continue;
      const auto resumed = support::run_process(words, {.environment = environment});
      EXPECT_EQ(resumed.exit_code, 0) << resumed.err;
      is_done = true;
    }
    EXPECT_EQ(support::bar_files(home.path()), expected) << "after " << killed << " kills";
  }
  std::printf("%d kills within %lld ms each, in %d fetches that went on to the same bytes\n",
              killed, static_cast<long long>(took / 1'000), rounds);
  EXPECT_GE(killed, kills());
}

}  // namespace
}  // namespace tw
