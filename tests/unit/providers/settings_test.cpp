#include "providers/settings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "providers/all.hpp"
#include "support/temp_folder.hpp"

namespace tw::providers {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Pointee;

Environment environment(std::map<std::string, std::string> values) {
  return Environment{[values = std::move(values)](const std::string& name) {
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : std::optional{found->second};
  }};
}

Settings read(std::string_view text) {
  const auto settings = parse_settings(text, "t.toml", all_facts());
  EXPECT_TRUE(settings) << settings.error().front();
  return settings.value_or(Settings{});
}

std::vector<std::string> errors_of(std::string_view text) {
  const auto settings = parse_settings(text, "t.toml", all_facts());
  return settings ? std::vector<std::string>{} : settings.error();
}

TEST(Settings, EveryKeyIsRead) {
  const Settings settings = read(R"(
[market_data]
deadline = "5s"
patience = "900ms"
attempts = 2
hedge_after = "800ms"
stale_after = "1m"
ca_file = "ca.pem"
[order]
quote = ["yahoo", "polygon"]
"crypto.quote" = ["polygon"]
[polygon]
enabled = false
url = "http://localhost:1/polygon"
stream_url = "ws://localhost:1/polygon"
limits = ["100/1s", "9000/1d"]
)");

  EXPECT_EQ(settings.router.deadline, Duration::seconds(5));
  EXPECT_EQ(settings.router.patience, Duration{900'000'000});
  EXPECT_EQ(settings.router.attempts, 2);
  EXPECT_EQ(settings.router.hedge_after, Duration{800'000'000});
  EXPECT_EQ(settings.router.stale_after, Duration::minutes(1));
  EXPECT_EQ(settings.ca_file, "ca.pem");
  EXPECT_THAT(settings.router.preference.find(vendor::Operation::Quote, AssetClass::Stock),
              Pointee(ElementsAre("yahoo", "polygon")));
  const VendorChoice& polygon = settings.vendors.at("polygon");
  EXPECT_FALSE(polygon.is_enabled);
  EXPECT_EQ(polygon.url, "http://localhost:1/polygon");
  ASSERT_TRUE(polygon.limits);
  EXPECT_EQ(polygon.limits->at(1).window, Duration::days(1));
}

TEST(Settings, WhatIsWrongIsSaidWithItsLineAndTheNearestWord) {
  EXPECT_THAT(errors_of("[market_data]\ndedline = \"3s\"\n"),
              ElementsAre("t.toml:2: unknown key 'market_data.dedline'; did you mean "
                          "'market_data.deadline'?"));
  EXPECT_THAT(errors_of("[order]\nquote = [\"yaho\"]\n"),
              ElementsAre("t.toml:2: order.quote is 'yaho'; did you mean 'yahoo'?"));
  EXPECT_THAT(errors_of("[order]\nquota = [\"yahoo\"]\n"),
              ElementsAre("t.toml:2: unknown key 'order.quota'; did you mean 'order.quote'?"));
  EXPECT_THAT(errors_of("[polygon]\nlimits = [\"5\"]\nurls = \"x\"\n"),
              ElementsAre(HasSubstr("give a list such as"), HasSubstr("'polygon.url'")));
  EXPECT_THAT(errors_of("[market_data]\nattempts = 0\npatience = \"0s\"\n"),
              ElementsAre(HasSubstr("give 1 to 10"), HasSubstr("give a time")));
  EXPECT_THAT(errors_of("[market_data\n"), ElementsAre(HasSubstr("examples/tradewind.toml")));
}

TEST(Settings, TheExampleShowsTheDefaults) {
  const std::string text = support::read_text("examples/tradewind.toml");
  ASSERT_FALSE(text.empty());

  EXPECT_EQ(settings_text(read(text), all_facts()), settings_text(Settings{}, all_facts()));
}

TEST(Settings, WhatIsShownReadsBackTheSame) {
  Settings settings;
  settings.router.hedge_after = Duration{1'500'000'000};
  ASSERT_TRUE(settings.router.preference.set("crypto.quote", {"polygon"}));
  settings.vendors["yahoo"].limits = {{.count = 9, .window = Duration::hours(2)}};

  const std::string shown = settings_text(settings, all_facts());

  EXPECT_EQ(settings_text(read(shown), all_facts()), shown);
}

TEST(Settings, ATokenInAnAddressIsNotShown) {
  Settings settings;
  settings.vendors["yahoo"].url = "https://example.com/y?token=hush";

  EXPECT_THAT(settings_text(settings, all_facts()), Not(HasSubstr("hush")));
}

TEST(Settings, TheEnvironmentOverridesTheFile) {
  Settings settings = read("[polygon]\nurl = \"http://localhost:1\"\n");

  apply_environment(settings,
                    environment({{"TRADEWIND_POLYGON_URL", "http://localhost:2"},
                                 {"TRADEWIND_YAHOO_STREAM_URL", "ws://localhost:3"},
                                 {"TRADEWIND_CA_FILE", "own.pem"}}),
                    all_facts());

  EXPECT_EQ(settings.vendors["polygon"].url, "http://localhost:2");
  EXPECT_EQ(settings.vendors["yahoo"].stream_url, "ws://localhost:3");
  EXPECT_EQ(settings.ca_file, "own.pem");
}

TEST(Duration, IsWrittenTheShortestWayAndReadBack) {
  for (const char* text : {"250ms", "1s", "90s", "5m", "36h", "1d"}) {
    const auto span = parse_duration(text);
    ASSERT_TRUE(span) << text;
    EXPECT_EQ(duration_text(*span), text);
  }
  for (const char* text : {"", "5", "s", "-1s", "0s", "1.5s", "99999999999999999d", "400d"}) {
    EXPECT_FALSE(parse_duration(text)) << text;
  }
}

TEST(Environment, ASecretStandsInAVariableOrInAFile) {
  const support::TempFolder folder;
  const std::string file = folder.write("key", "from-file\n");

  EXPECT_EQ(environment({{"K", "direct"}}).secret("K")->reveal(), "direct");
  EXPECT_EQ(environment({{"K_FILE", file}}).secret("K")->reveal(), "from-file");
  EXPECT_TRUE(environment({}).secret("K")->is_empty());
  EXPECT_THAT(environment({{"K", "a"}, {"K_FILE", file}}).secret("K").error(),
              HasSubstr("K_FILE are set"));
  EXPECT_THAT(environment({{"K_FILE", folder / "none"}}).secret("K").error(),
              HasSubstr("K_FILE: "));
  EXPECT_THAT(environment({{"K_FILE", folder.write("empty", "\n")}}).secret("K").error(),
              HasSubstr("holds no key"));
}

TEST(Dotenv, HoldsNamesWithValuesInQuotesOrNot) {
  const auto values = parse_dotenv(
      "# keys\n"
      "A=plain # a comment\n"
      "export B=\"in # quotes\"\r\n"
      "\n"
      "  C = 'single'\n"
      "D=",
      ".env");

  ASSERT_TRUE(values);
  EXPECT_EQ(values->at("A"), "plain");
  EXPECT_EQ(values->at("B"), "in # quotes");
  EXPECT_EQ(values->at("C"), "single");
  EXPECT_EQ(values->at("D"), "");
}

TEST(Dotenv, ALineThatIsWrongIsNamedAndNotShown) {
  for (const char* text :
       {"A=1\nhush\n", "A=1\nB=\"hush\n", "A=1\n1B=hush\n", "A=1\nB=\"a\" hush\n"}) {
    const auto values = parse_dotenv(text, ".env");
    ASSERT_FALSE(values) << text;
    EXPECT_EQ(values.error(), ".env:2: is no line like NAME=value");
  }
}

vendor::VendorFacts const& facts_named(std::string_view name) {
  for (const vendor::VendorFacts* facts : all_facts()) {
    if (facts->name == name) return *facts;
  }
  ADD_FAILURE() << name;
  return *all_facts().front();
}

TEST(All, EachVendorHasANameOfItsOwnAndSaysWhatItCanDo) {
  std::vector<std::string> names;
  for (const vendor::VendorFacts* facts : all_facts()) {
    names.push_back(facts->name);
    EXPECT_FALSE(facts->title.empty()) << facts->name;
    EXPECT_TRUE(std::ranges::is_sorted(facts->timeframes)) << facts->name;
    EXPECT_EQ(facts->operations.has(vendor::Operation::History), !facts->timeframes.empty())
        << facts->name;
    EXPECT_FALSE(parse_asset_class(facts->name)) << "a table of settings could be either";
    for (const vendor::RateLimit& limit : facts->limits) {
      EXPECT_GT(limit.count, 0) << facts->name;
      EXPECT_GT(limit.window.ns, 0) << facts->name;
    }
  }
  std::ranges::sort(names);
  EXPECT_EQ(std::ranges::adjacent_find(names), names.end());
}

/// Never asked.
class Nowhere final : public vendor::Transport {
  vendor::Answer<vendor::HttpResponse> send(const vendor::HttpRequest& /*request*/,
                                            Duration /*patience*/) override {
    ADD_FAILURE() << "a request was sent";
    return std::unexpected{vendor::malformed("")};
  }
};

const Member& member_named(const std::vector<Member>& members, std::string_view name) {
  return *std::ranges::find(members, name, &Member::name);
}

TEST(All, AVendorWithoutItsKeySaysWhichVariableIsNotSet) {
  Nowhere nowhere;

  const auto without = members({}, environment({}), nowhere);
  const auto with = members({}, environment({{facts_named("polygon").key_name, "k"}}), nowhere);

  ASSERT_TRUE(without && with);
  EXPECT_EQ(member_named(*without, "polygon").unusable, "POLYGON_API_KEY is not set");
  EXPECT_EQ(member_named(*without, "polygon").missing, "POLYGON_API_KEY");
  EXPECT_EQ(member_named(*with, "polygon").unusable, "");
  EXPECT_EQ(member_named(*with, "polygon").missing, "");
  EXPECT_EQ(member_named(*without, "yahoo").unusable, "");
}

TEST(All, ANewKeyIsANewRecordThatDoesNotHoldTheKey) {
  Nowhere nowhere;

  const auto one = members({}, environment({{"POLYGON_API_KEY", "first-key"}}), nowhere);
  const auto two = members({}, environment({{"POLYGON_API_KEY", "second-key"}}), nowhere);

  ASSERT_TRUE(one && two);
  EXPECT_NE(member_named(*one, "polygon").record, member_named(*two, "polygon").record);
  EXPECT_THAT(member_named(*one, "polygon").record, Not(HasSubstr("first")));
}

TEST(All, AVendorThatIsSwitchedOffIsNotThere) {
  Nowhere nowhere;
  Settings settings;
  settings.vendors["yahoo"].is_enabled = false;

  const auto all = members(settings, environment({}), nowhere);

  ASSERT_TRUE(all);
  EXPECT_EQ(all->size(), all_facts().size() - 1);
}

}  // namespace
}  // namespace tw::providers
