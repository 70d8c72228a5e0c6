#include <arpa/inet.h>
#include <chrono>
#include <csignal>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <nlohmann/json.hpp>
#include <sys/socket.h>
#include <unistd.h>

#include "net/http_client.hpp"
#include "support/process.hpp"
#include "support/pseudo_terminal.hpp"
#include "support/temp_folder.hpp"

// `tradewind watch` as a person runs it, on the double's streams.
namespace tw {
namespace {

using nlohmann::json;
using support::PseudoTerminal;
using testing::HasSubstr;
using Clock = std::chrono::steady_clock;

/// A place that takes connections and never says a word.
class SilentPlace {
 public:
  SilentPlace() : socket_{::socket(AF_INET, SOCK_STREAM, 0)} {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(::listen(socket_, 64), 0);
    socklen_t size = sizeof address;
    EXPECT_EQ(::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    port_ = ntohs(address.sin_port);
  }
  ~SilentPlace() { ::close(socket_); }
  SilentPlace(const SilentPlace&) = delete;
  SilentPlace& operator=(const SilentPlace&) = delete;
  std::string at() const { return "127.0.0.1:" + std::to_string(port_); }

 private:
  int socket_;
  int port_ = 0;
};

class WatchVerb : public testing::Test {
 protected:
  using Variables = PseudoTerminal::Variables;

  WatchVerb() {
    data_.write("AAPL.csv",
                "Date,Open,High,Low,Close,Volume\n"
                "2024-01-02,187.15,188.44,183.89,185.00,82488700\n"
                "2024-01-03,184.22,185.88,183.43,186.85,58414500\n");
    sim_.emplace(
        std::vector<std::string>{TW_APP, "vendor-sim", "--data-dir", data_.path(), "--port", "0",
                                 "--rate", "200", "--json", folder_ / "addresses.json"},
        Variables{{"TRADEWIND_HOME", folder_ / "sim"}}, PseudoTerminal::Size{});
    EXPECT_TRUE(sim_->wait_for("until Ctrl-C"));
    const json addresses = json::parse(support::read_text(folder_ / "addresses.json"));
    place_ = "127.0.0.1:" + std::to_string(addresses["port"].get<int>());
  }

  Variables variables(const std::string& place) const {
    return {{"TERM", "xterm"},
            {"LC_ALL", "C.UTF-8"},
            {"TRADEWIND_HOME", folder_ / "home"},
            {"POLYGON_API_KEY", "any"},
            {"TRADEWIND_POLYGON_URL", "http://" + place + "/polygon"},
            {"TRADEWIND_POLYGON_STREAM_URL", "ws://" + place + "/polygon/stocks"}};
  }
  static std::vector<std::string> words(const std::vector<std::string>& more) {
    std::vector<std::string> all{TW_APP, "watch", "AAPL", "--provider", "polygon"};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
  support::Finished run(const std::vector<std::string>& more) const {
    support::ProcessOptions options;
    for (const auto& [name, value] : variables(place_)) {
      options.environment.push_back(name + "=" + value);
    }
    return support::run_process(words(more), options);
  }
  /// Returns how long the verb takes to end once it is told to.
  static std::chrono::milliseconds time_to_end(PseudoTerminal& watching) {
    const auto asked = Clock::now();
    watching.send_signal(SIGINT);
    EXPECT_EQ(watching.wait_for_end(), 0) << watching.output();
    return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - asked);
  }

  support::TempFolder folder_;
  support::TempFolder data_;
  std::optional<PseudoTerminal> sim_;
  std::string place_;
};

TEST_F(WatchVerb, EndsWithinHalfASecondOfCtrlCWhileItListens) {
  PseudoTerminal watching{words({}), variables(place_), {.columns = 130, .rows = 20}};
  ASSERT_TRUE(watching.wait_for("live")) << watching.output();
  EXPECT_LT(time_to_end(watching).count(), 500);
  EXPECT_TRUE(watching.is_cooked()) << "the terminal is as it was";
}

TEST_F(WatchVerb, EndsWithinHalfASecondOfCtrlCWhileNobodyAnswers) {
  const SilentPlace silent;
  PseudoTerminal watching{words({}), variables(silent.at()), {.columns = 130, .rows = 20}};
  ASSERT_TRUE(watching.wait_for("q ends")) << watching.output();
  EXPECT_LT(time_to_end(watching).count(), 500);
}

TEST_F(WatchVerb, ShowsLastChangeVolumeAgeAndSourceAndMarksGaps) {
  PseudoTerminal watching{words({}), variables(place_), {.columns = 130, .rows = 20}};
  for (const char* column : {"last", "change", "bid", "ask", "volume", "age", "gaps", "source"}) {
    EXPECT_TRUE(watching.wait_for(column)) << column;
  }
  ASSERT_TRUE(watching.wait_for("live"));
  ASSERT_TRUE(watching.wait_for("polygon", 3)) << "the price is its";
  const auto http = std::move(*net::HttpClient::make());
  ASSERT_TRUE(http->send({.method = "POST",
                          .url = "http://" + place_ + "/control/streams/cut",
                          .headers = {},
                          .body = {}},
                         Duration::seconds(20)));
  EXPECT_TRUE(watching.wait_for("down"));
  EXPECT_TRUE(watching.wait_for("1 gap, 1 open")) << "the double has no minutes to fill it with";
  watching.type("q");
  EXPECT_EQ(watching.wait_for_end(), 0);
}

TEST_F(WatchVerb, ShowsTheListOnceAsTextAndAsJson) {
  const support::Finished text = run({"--once"});
  EXPECT_EQ(text.exit_code, 0) << text.err;
  EXPECT_THAT(text.out, HasSubstr("AAPL"));
  EXPECT_THAT(text.out, HasSubstr("polygon"));
  EXPECT_EQ(support::lines_of(text.out).size(), 4U) << text.out;

  const support::Finished shown = run({"--once", "--json"});
  ASSERT_EQ(shown.exit_code, 0) << shown.err;
  const json list = json::parse(shown.out);
  ASSERT_EQ(list["symbols"].size(), 1U);
  const json& row = list["symbols"][0];
  EXPECT_EQ(row["source"], "polygon");
  EXPECT_GT(row["last"], 183.0);
  EXPECT_LT(row["last"], 189.0);
  EXPECT_GE(row["age_seconds"], 0.0);
}

TEST_F(WatchVerb, WritesALineOfJsonForEachEvent) {
  const support::Finished ran = run({"--json", "--limit", "20"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  int trades = 0;
  for (const std::string& line : support::lines_of(ran.out)) {
    trades += json::parse(line)["kind"] == "trade" ? 1 : 0;
  }
  EXPECT_GT(trades, 0);
  EXPECT_EQ(support::lines_of(ran.out).size(), 20U);
}

}  // namespace
}  // namespace tw
