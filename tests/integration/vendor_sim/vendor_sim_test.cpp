// `tradewind vendor-sim` as a process.

#include <csignal>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "net/http_client.hpp"
#include "support/process.hpp"
#include "support/pseudo_terminal.hpp"
#include "support/temp_folder.hpp"

namespace tw::support {
namespace {

using nlohmann::json;
using testing::HasSubstr;

constexpr const char* kBars =
    "Date,Open,High,Low,Close,Volume\n"
    "2024-01-02,187.15,188.44,183.89,185.64,82488700\n"
    "2024-01-03,184.22,185.88,183.43,184.25,58414500\n";

class VendorSim : public testing::Test {
 protected:
  using Words = std::vector<std::string>;

  VendorSim() { data_.write("AAPL.csv", kBars); }

  Finished tradewind(Words words) const {
    words.insert(words.begin(), {TW_APP, "vendor-sim"});
    return run_process(words, {.environment = {"TRADEWIND_HOME=" + (folder_ / "home")}});
  }
  /// Starts a double that serves until it is ended, and returns what it says of itself.
  json started(Words more) {
    Words words{TW_APP,   "vendor-sim", "--data-dir", data_.path(),
                "--port", "0",          "--json",     folder_ / "addresses.json"};
    words.insert(words.end(), more.begin(), more.end());
    process_.emplace(words, PseudoTerminal::Variables{{"TRADEWIND_HOME", folder_ / "home"}},
                     PseudoTerminal::Size{});
    EXPECT_TRUE(process_->wait_for("until Ctrl-C"));
    return json::parse(read_text(folder_ / "addresses.json"));
  }
  net::Fetched get(const std::string& url, const std::string& ca_file = {}) {
    const auto http = std::move(*net::HttpClient::make({.trust = {.ca_file = ca_file}}));
    return http->send({.url = url, .headers = {{"Authorization", "Bearer x"}}},
                      Duration::seconds(20));
  }

  TempFolder folder_;
  TempFolder data_;
  std::optional<PseudoTerminal> process_;
};

TEST_F(VendorSim, ServesTheBarsOfAFolderUntilItIsInterrupted) {
  const json addresses = started({"--fault", "503:polygon:quote"});

  EXPECT_EQ(addresses["symbols"], 1);
  ASSERT_EQ(addresses["vendors"].size(), 9U);
  EXPECT_EQ(addresses["vendors"][2]["vendor"], "polygon");
  const std::string polygon = addresses["vendors"][2]["base_url"];
  const auto bars = get(polygon + "/v2/aggs/ticker/AAPL/range/1/day/2024-01-01/2024-01-31");
  ASSERT_TRUE(bars.has_value()) << bars.error().what;
  const json body = json::parse(bars->body);
  ASSERT_EQ(body["results"].size(), 2U);
  EXPECT_EQ(body["results"][1]["c"], 184.25);
  EXPECT_EQ(get(polygon + "/v2/snapshot/locale/us/markets/stocks/tickers/AAPL")->status, 503);
  process_->send_signal(SIGINT);
  EXPECT_EQ(process_->wait_for_end(), 0);
}

TEST_F(VendorSim, SpeaksTlsWithACertificateThatItHandsOut) {
  const std::string ca_file = folder_ / "ca.pem";
  const json addresses = started({"--tls", "--ca-out", ca_file});

  const std::string stooq = addresses["vendors"][7]["base_url"];
  EXPECT_THAT(stooq, testing::StartsWith("https://127.0.0.1:"));
  const auto quote = get(stooq + "/q/l/?s=aapl.us", ca_file);
  ASSERT_TRUE(quote.has_value()) << quote.error().what;
  EXPECT_THAT(quote->body, HasSubstr("AAPL.US,2024-01-03,22:00:00,184.22"));
  EXPECT_FALSE(get(stooq + "/q/l/?s=aapl.us").has_value());
}

TEST_F(VendorSim, RefusesWordsThatCannotBe) {
  const Finished fault = tradewind({"--fault", "slow:polygone"});
  EXPECT_EQ(fault.exit_code, 2);
  EXPECT_THAT(fault.err, HasSubstr("did you mean 'polygon'"));
  EXPECT_EQ(tradewind({"--ca-out", folder_ / "ca.pem"}).exit_code, 2);
  const Finished folder = tradewind({"--data-dir", folder_ / "nothing"});
  EXPECT_EQ(folder.exit_code, 3);
  EXPECT_THAT(folder.err, HasSubstr("nothing"));
  const Finished bodies = tradewind({"--data-dir", data_.path(), "--bodies", folder_.path()});
  EXPECT_EQ(bodies.exit_code, 3);
  EXPECT_THAT(bodies.err, HasSubstr("manifest.json"));
}

}  // namespace
}  // namespace tw::support
