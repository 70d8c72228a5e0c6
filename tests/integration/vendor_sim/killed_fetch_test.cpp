#include "support/killed_fetch.hpp"

#include <cstdlib>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/date.hpp"
#include "support/pseudo_terminal.hpp"
#include "support/temp_folder.hpp"

// `tradewind data fetch` from `tradewind vendor-sim`, each a process, killed at random moments.
namespace tw {
namespace {

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
  support::KilledFetch fetch{fetch_words(),
                             [&](const std::string& home) { return vendor.environment(home); }};

  fetch.kill_times(kills(), 20'261'127);
}

}  // namespace
}  // namespace tw
