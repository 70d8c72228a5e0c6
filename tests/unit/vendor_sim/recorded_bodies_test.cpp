#include "vendor_sim/recorded_bodies.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/temp_folder.hpp"

namespace tw::vendor_sim {
namespace {

using testing::HasSubstr;

Question asked(const std::string& target) {
  return {.request = {}, .path = std::string{net::path_of(target)}, .query = net::query_of(target)};
}

class RecordedBodiesTest : public testing::Test {
 protected:
  RecordedBodies opened() {
    folder_.write("a.json", "A");
    folder_.write("m.json", "M");
    folder_.write("p.json", "P");
    const std::string manifest = folder_.write("manifest.json", R"([
      {"file": "a.json", "provider": "alpha_vantage", "http_status": 200,
       "request": "GET https://example.com/query?function=SPLITS&symbol=IBM&apikey=REDACTED"},
      {"file": "m.json", "provider": "iex", "http_status": 404,
       "request": "GET https://example.com/v1/stock/MSFT/quote?token=REDACTED",
       "headers": {"content-type": "text/html", "content-encoding": "gzip"}},
      {"file": "gone.json", "provider": "iex",
       "request": "GET https://example.com/v1/stock/GONE/quote"},
      {"file": "p.json", "provider": "iex"}])");
    auto bodies = RecordedBodies::open(folder_.path(), manifest);
    EXPECT_TRUE(bodies.has_value()) << bodies.error();
    return *bodies;
  }

  support::TempFolder folder_;
};

TEST_F(RecordedBodiesTest, AreFoundByVendorPathAndWhatIsAskedFor) {
  const RecordedBodies bodies = opened();
  EXPECT_EQ(bodies.size(), 3U);
  const auto splits =
      bodies.find("alphavantage", asked("/query?function=SPLITS&symbol=IBM&apikey=x"));
  ASSERT_TRUE(splits.has_value());
  EXPECT_EQ(splits->body, "A");
  const auto quote = bodies.find("iex", asked("/stock/MSFT/quote?token=mine"));
  ASSERT_TRUE(quote.has_value());
  EXPECT_EQ(quote->status, 404);
  EXPECT_EQ(quote->header("content-type"), "text/html");
  EXPECT_FALSE(quote->header("content-encoding").has_value());
}

TEST_F(RecordedBodiesTest, AreNotGivenForAnotherQuestion) {
  const RecordedBodies bodies = opened();
  EXPECT_FALSE(bodies.find("alphavantage", asked("/query?function=SPLITS&symbol=AAPL")));
  EXPECT_FALSE(bodies.find("alphavantage", asked("/query?function=DIVIDENDS&symbol=IBM")));
  EXPECT_FALSE(bodies.find("yahoo", asked("/query?function=SPLITS&symbol=IBM")));
  EXPECT_FALSE(bodies.find("iex", asked("/")));
}

TEST_F(RecordedBodiesTest, SayThatAFileIsNotThere) {
  const RecordedBodies bodies = opened();
  EXPECT_EQ(bodies.find("iex", asked("/stock/GONE/quote"))->status, 500);
  const auto none = RecordedBodies::open(folder_.path(), folder_ / "none.json");
  ASSERT_FALSE(none.has_value());
  EXPECT_THAT(none.error(), HasSubstr("none.json"));
  EXPECT_FALSE(RecordedBodies::open(folder_.path(), folder_.write("bad.json", "{")).has_value());
  EXPECT_FALSE(RecordedBodies::open(folder_.path(), folder_.write("o.json", "{}")).has_value());
}

}  // namespace
}  // namespace tw::vendor_sim
