#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "support/process.hpp"
#include "support/temp_folder.hpp"

// The verbs that ask vendors, as a person runs them; no vendor is reached here.
namespace tw {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

/// A home of its own, in which every vendor's address leads nowhere.
class Desk {
 public:
  support::Finished run(std::vector<std::string> words,
                        const std::vector<std::string>& variables = {}) const {
    words.insert(words.begin(), TW_APP);
    support::ProcessOptions options;
    options.environment = {"TRADEWIND_HOME=" + home.path()};
    for (const char* vendor : {"YAHOO", "POLYGON", "TWELVEDATA", "FINNHUB", "ALPACA", "TIINGO",
                               "STOOQ", "IEX", "ALPHA_VANTAGE", "ALPHAVANTAGE"}) {
      options.environment.push_back("TRADEWIND_" + std::string{vendor} + "_URL=http://127.0.0.1:9");
    }
    for (const char* key :
         {"POLYGON_API_KEY", "TWELVE_DATA_API_KEY", "FINNHUB_API_KEY", "ALPHA_VANTAGE_API_KEY"}) {
      options.environment.push_back(std::string{key} + "=");
    }
    options.environment.insert(options.environment.end(), variables.begin(), variables.end());
    return support::run_process(words, options);
  }

  support::TempFolder home;
};

TEST(MarketVerbs, AnUnknownProviderIsRefusedWithTheNearest) {
  const auto ran = Desk{}.run({"quote", "AAPL", "--provider", "polgon"});

  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_EQ(ran.err, "tradewind: there is no provider 'polgon'; did you mean 'polygon'?\n");
}

TEST(MarketVerbs, AMissingKeyIsNamed) {
  const auto ran = Desk{}.run({"history", "AAPL", "--provider", "polygon"});

  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_THAT(ran.err, HasSubstr("POLYGON_API_KEY is not set"));
}

TEST(MarketVerbs, ATimeframeThatAVendorLacksIsRefusedWithThoseItHas) {
  const auto ran = Desk{}.run({"history", "AAPL", "--timeframe", "7m", "--provider", "yahoo"});

  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_THAT(ran.err, AllOf(HasSubstr("yahoo has no bars of 7m; it has 1m, "), HasSubstr("1d")));
}

TEST(MarketVerbs, WhatIsNoSymbolOrNoRangeIsRefusedBeforeAnybodyIsAsked) {
  const Desk desk;

  EXPECT_EQ(desk.run({"quote", "A;L"}).exit_code, 2);
  EXPECT_EQ(desk.run({"quote", std::string(33, 'A')}).exit_code, 2);
  EXPECT_EQ(desk.run({"history", "A", "--from", "soon"}).exit_code, 2);
  EXPECT_EQ(desk.run({"history", "A", "--from", "2024-02-01", "--to", "2024-01-01"}).exit_code, 2);
  EXPECT_EQ(desk.run({"history", "A", "--days", "0"}).exit_code, 2);
  EXPECT_EQ(desk.run({"history", "A", "--csv", "--json"}).exit_code, 2);
  EXPECT_EQ(desk.run({"chain", "A", "--expiry", "friday"}).exit_code, 2);
}

TEST(MarketVerbs, WhenNobodyAnswersOneLineSaysWhatEachSaid) {
  const auto ran = Desk{}.run({"quote", "AAPL"});

  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.err, AllOf(HasSubstr("AAPL: no provider answered"),
                             HasSubstr("polygon (POLYGON_API_KEY is not set)"),
                             HasSubstr("yahoo: transient: ")));
  EXPECT_EQ(ran.out, "") << "no price that nobody said";
}

TEST(MarketVerbs, WhatAProviderSaidIsRememberedByTheNextProcessUntilAReset) {
  const Desk desk;
  desk.run({"quote", "AAPL"});
  desk.run({"quote", "AAPL"});

  const auto shown = nlohmann::json::parse(desk.run({"providers", "--json"}).out);
  for (const auto& provider : shown["providers"]) {
    if (provider["name"] != "yahoo") continue;
    EXPECT_EQ(provider["breaker"], "open");
    EXPECT_EQ(provider["state"], "failing");
    EXPECT_EQ(provider["outcomes"]["transient"], 5);
    EXPECT_THAT(provider["last_error"]["what"].get<std::string>(), HasSubstr("refused"));
  }

  EXPECT_EQ(desk.run({"providers", "reset", "yahoo"}).exit_code, 0);
  EXPECT_THAT(desk.run({"providers"}).out, Not(HasSubstr("failing")));
}

TEST(MarketVerbs, AKeyIsNeverShown) {
  const Desk desk;
  desk.home.write(".env", "POLYGON_API_KEY=hush-hush\n");
  const std::vector<std::string> from_file{"TWELVE_DATA_API_KEY_FILE=" +
                                           desk.home.write("key", "hush-hush\n")};
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
           {"providers"}, {"providers", "--json"}, {"config", "show"}, {"quote", "AAPL"}}) {
    const auto ran = desk.run(words, from_file);
    EXPECT_THAT(ran.out + ran.err, Not(HasSubstr("hush"))) << words.front();
    EXPECT_THAT(ran.out + ran.err, Not(HasSubstr("POLYGON_API_KEY is not set")));
  }
  EXPECT_THAT(desk.run({"config", "show"}, from_file).out,
              HasSubstr("# TWELVE_DATA_API_KEY is set: ***"));
}

TEST(MarketVerbs, SettingsThatAreWrongAreRefusedLineByLine) {
  const Desk desk;
  const std::string file =
      desk.home.write("own.toml", "[market_data]\ndedline = \"3s\"\nattempts = 99\n");

  const auto ran = desk.run({"config", "check", "--config", file});

  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_THAT(support::lines_of(ran.err),
              AllOf(Contains(HasSubstr("own.toml:2: unknown key")),
                    Contains(HasSubstr("own.toml:3: market_data.attempts is '99'; give 1 to 10"))));
  EXPECT_EQ(desk.run({"config", "check"}).exit_code, 0);
  EXPECT_EQ(desk.run({"config", "check", "--config", desk.home / "none.toml"}).exit_code, 3);
}

TEST(MarketVerbs, WhatConfigShowsIsAFileOfSettings) {
  const Desk desk;
  const std::string file = desk.home.write("tradewind.toml", desk.run({"config", "show"}).out);

  const auto ran = desk.run({"config", "show"});

  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_THAT(ran.out, HasSubstr(file));
  EXPECT_THAT(ran.out, HasSubstr("127.0.0.1:9"));
}

}  // namespace
}  // namespace tw
