// Live events from one process to another, by way of a real Redis server.

#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "support/eventually.hpp"
#include "support/process.hpp"
#include "support/redis_server.hpp"
#include "support/temp_folder.hpp"

namespace tw::support {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

class EventsVerb : public testing::Test {
 protected:
  Finished tradewind(std::vector<std::string> words, const std::string& url) const {
    words.insert(words.begin(), TW_APP);
    return run_process(words,
                       {.environment = {"TRADEWIND_HOME=" + folder_ / "home", "REDIS_URL=" + url}});
  }

  TempFolder folder_;
};

TEST_F(EventsVerb, AnotherProcessSeesWhatThePaperSessionDoes) {
  RedisServer server;
  ASSERT_TRUE(server.is_up());
  auto watching = std::async(std::launch::async, [&] {
    return tradewind({"events", "--json", "--limit", "200"}, server.url());
  });
  // The demo must not begin before it is heard: a message that nobody hears is gone.
  ASSERT_TRUE(eventually([&] {
    const Finished asked = run_process(
        {"redis-cli", "-p", std::to_string(server.port()), "pubsub", "numsub", "tradewind:live"});
    return asked.out.find("\n1") != std::string::npos;
  }));

  const Finished demo =
      tradewind({"demo", "--data-dir", "tests/data/demo", "--json"}, server.url());
  ASSERT_EQ(demo.exit_code, 0) << demo.err;
  const Finished seen = watching.get();

  ASSERT_EQ(seen.exit_code, 0) << seen.err;
  const auto lines = lines_of(seen.out);
  ASSERT_EQ(lines.size(), 200U);
  std::vector<std::string> kinds;
  for (const std::string& line : lines) {
    const json event = json::parse(line);
    EXPECT_THAT(event["session"].get<std::string>(), HasSubstr("paper-"));
    kinds.push_back(event["kind"]);
  }
  for (const char* kind : {"command", "order", "account", "control"}) {
    EXPECT_THAT(kinds, testing::Contains(kind));
  }
}

TEST_F(EventsVerb, ASessionGoesOnWhenTheServerIsAway) {
  const std::string nowhere = "redis://127.0.0.1:" + std::to_string(free_loopback_port());

  const Finished demo = tradewind({"demo", "--data-dir", "tests/data/demo", "--once"}, nowhere);

  EXPECT_EQ(demo.exit_code, 0) << demo.err;
  EXPECT_THAT(demo.out, HasSubstr("replayed to the same commands"));
}

TEST_F(EventsVerb, BadInputIsOneClearLineWithoutThePassword) {
  const std::string nowhere = "redis://:hunter2@127.0.0.1:" + std::to_string(free_loopback_port());
  struct Case {
    std::string url;
    int code;
    const char* says;
  };
  for (const Case& one : std::vector<Case>{{"", 2, "REDIS_URL is not set"},
                                           {"hunter2", 2, "has not the scheme"},
                                           {"redis://:hunter2@h:x", 2, "has a port that is no"},
                                           {nowhere, 1, "cannot be reached"}}) {
    const Finished ended = tradewind({"events", "--for", "1"}, one.url);
    EXPECT_EQ(ended.exit_code, one.code) << one.says << ended.err;
    EXPECT_THAT(ended.err, HasSubstr(one.says));
    EXPECT_THAT(ended.err, Not(HasSubstr("hunter2")));
  }
}

TEST_F(EventsVerb, TheOptionsOfTheLogStandBehindAnyVerb) {
  const std::string log = folder_ / "log.json";
  const std::string nowhere = "redis://:hunter2@127.0.0.1:" + std::to_string(free_loopback_port());

  tradewind(
      {"events", "--for", "1", "--log-file", log, "--log-json", "--log-level", "error,redis=debug"},
      nowhere);
  const auto lines = lines_of(read_text(log));
  ASSERT_GE(lines.size(), 1U);
  const json line = json::parse(lines[0]);
  EXPECT_EQ(line["module"], "redis");
  EXPECT_EQ(line["level"], "warning");
  EXPECT_THAT(read_text(log), Not(HasSubstr("hunter2")));

  const Finished refused = tradewind({"demo", "--log-level", "lodu"}, "");
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.err, HasSubstr("log level 'lodu' is none"));
  EXPECT_EQ(tradewind({"demo", "--log-file", folder_.path()}, "").exit_code, 2);
}

}  // namespace
}  // namespace tw::support
