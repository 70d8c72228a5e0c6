#include "net/url.hpp"

#include <gtest/gtest.h>

namespace tw::net {
namespace {

TEST(Url, IsTakenApart) {
  const auto url = Url::parse("HTTPS://API.Example.com:8443/v2/aggs?adjusted=true&s=BRK%2FB#top");

  ASSERT_TRUE(url.has_value());
  EXPECT_EQ(url->scheme, "https");
  EXPECT_EQ(url->host, "api.example.com");
  EXPECT_EQ(url->port, 8443);
  EXPECT_EQ(url->target, "/v2/aggs?adjusted=true&s=BRK%2FB");
  EXPECT_EQ(url->authority(), "api.example.com:8443");
  EXPECT_TRUE(url->is_secure());
}

TEST(Url, HasThePortOfItsSchemeWhenItNamesNone) {
  const auto port = [](std::string_view text) { return Url::parse(text)->port; };
  EXPECT_EQ(port("http://a.example"), 80);
  EXPECT_EQ(port("https://a.example"), 443);
  EXPECT_EQ(port("ws://a.example"), 80);
  EXPECT_EQ(port("wss://a.example"), 443);
}

TEST(Url, AlwaysHasATargetThatStartsWithASlash) {
  EXPECT_EQ(Url::parse("http://a.example")->target, "/");
  EXPECT_EQ(Url::parse("http://a.example?x=1")->target, "/?x=1");
  EXPECT_EQ(Url::parse("wss://a.example/?version=2")->target, "/?version=2");
}

TEST(Url, KeepsAnIpv6AddressInBracketsForTheHostHeader) {
  const auto url = Url::parse("http://[::1]:8080/x");
  ASSERT_TRUE(url.has_value());
  EXPECT_EQ(url->host, "::1");
  EXPECT_EQ(url->authority(), "[::1]:8080");
}

TEST(Url, IsRefusedWithoutShowingWhatItHolds) {
  for (const std::string_view text :
       {"", "api.example.com/x", "ftp://a/s3cret", "http://", "http://:80/s3cret",
        "http://user.example:s3cret@a.example/", "http://a.example:0/s3cret",
        "http://a.example:65536/s3cret", "http://a.example:/s3cret", "http://a.example b/s3cret",
        "http://a.example/s3cret x", "http://a.example/s3cret\r\nHost: b", "http://[::1/s3cret",
        "http://[xyz]/s3cret", "http://a.example%20b/s3cret", "http://\xC3\xA4/s3cret"}) {
    const auto url = Url::parse(text);
    ASSERT_FALSE(url.has_value()) << text;
    EXPECT_EQ(url.error().find("s3cret"), std::string::npos) << url.error();
    EXPECT_NE(url.error(), "");
  }
}

TEST(Url, OfMoreThanSixteenKilobytesIsRefused) {
  const std::string longest = "http://a.example/" + std::string(kUrlSizeMax - 17, 'x');
  EXPECT_TRUE(Url::parse(longest).has_value());
  EXPECT_FALSE(Url::parse(longest + "x").has_value());
}

TEST(Query, IsDecodedInOrder) {
  const Query query = query_of("/search?q=brk%2Fb+class&empty=&flag&q=second");

  ASSERT_EQ(query.size(), 4U);
  EXPECT_EQ(value_of(query, "q"), "brk/b class");
  EXPECT_EQ(value_of(query, "empty"), "");
  EXPECT_EQ(value_of(query, "flag"), "");
  EXPECT_EQ(query[3].second, "second");
  EXPECT_FALSE(value_of(query, "absent").has_value());
  EXPECT_EQ(path_of("/search?q=1"), "/search");
}

TEST(Query, KeepsAPairThatCannotBeDecodedAsItStands) {
  EXPECT_EQ(value_of(query_of("/?q=50%"), "q"), "50%");
  EXPECT_EQ(value_of(query_of("/?q=%zz"), "q"), "%zz");
  EXPECT_FALSE(percent_decoded("%4").has_value());
  EXPECT_EQ(percent_decoded("%41%62"), "Ab");
}

}  // namespace
}  // namespace tw::net
