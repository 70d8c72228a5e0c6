#include "net/http_wire.hpp"

#include <gtest/gtest.h>

namespace tw::net {
namespace {

Url url() { return *Url::parse("https://api.example.com/v1/quote?symbol=AAPL"); }

/// Feeds `text` in pieces of `size` bytes and returns the answer, or the kind of fault.
std::expected<HttpResponse, FaultKind> read_in_pieces(std::string_view text, std::size_t size,
                                                      const MessageLimits& limits = {},
                                                      bool is_bodiless = false) {
  ResponseReader reader{limits, is_bodiless};
  while (!text.empty()) {
    const auto fed = reader.feed(text.substr(0, size));
    if (!fed) return std::unexpected{fed.error().kind};
    if (*fed == Progress::Done) return reader.take();
    text.remove_prefix(std::min(size, text.size()));
  }
  const auto ended = reader.end_of_stream();
  if (!ended) return std::unexpected{ended.error().kind};
  return reader.take();
}

constexpr std::string_view kChunked =
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-Left: 7\r\n\r\n"
    "5\r\nhello\r\n7;x=y\r\n, world\r\n0\r\n\r\n";

TEST(HttpWire, ReadsAnAnswerWhateverThePiecesItComesIn) {
  for (const std::size_t size : {1U, 2U, 7U, 1000U}) {
    const auto plain = read_in_pieces("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", size);
    ASSERT_TRUE(plain.has_value()) << size;
    EXPECT_EQ(plain->body, "hello");
    const auto chunked = read_in_pieces(kChunked, size);
    ASSERT_TRUE(chunked.has_value()) << size;
    EXPECT_EQ(chunked->body, "hello, world");
    EXPECT_EQ(chunked->header("x-left"), "7");
  }
}

TEST(HttpWire, ReadsChunksOfNothingByteByByte) {
  const auto answer =
      read_in_pieces("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 1);
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->body, "");
}

TEST(HttpWire, ReadsABodyWithoutALengthToTheEndOfTheConnection) {
  const auto answer = read_in_pieces("HTTP/1.1 200 OK\r\n\r\nall of it", 4);
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->body, "all of it");
}

TEST(HttpWire, SkipsWhatAServerSaysBeforeItsAnswer) {
  const auto answer = read_in_pieces(
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
      "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 3\r\nContent-Length: 0\r\n\r\n",
      5);
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->status, 429);
  EXPECT_EQ(answer->header("Retry-After"), "3");
}

TEST(HttpWire, HoldsNoBodyForAnAnswerToHead) {
  const auto answer = read_in_pieces("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", 9, {}, true);
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->body, "");
}

TEST(HttpWire, CallsAnAnswerThatIsCutShortAFault) {
  const auto cut = [](std::string_view text) { return read_in_pieces(text, 3).error(); };
  EXPECT_EQ(cut("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello"), FaultKind::Reset);
  EXPECT_EQ(cut(kChunked.substr(0, kChunked.size() - 9)), FaultKind::Reset);
  EXPECT_EQ(cut("HTTP/1.1 200 OK\r\nContent-"), FaultKind::Reset);
  EXPECT_EQ(cut(""), FaultKind::Reset);
}

TEST(HttpWire, CallsWhatIsNoHttpMalformed) {
  const auto fault = [](std::string_view text) { return read_in_pieces(text, 100).error(); };
  EXPECT_EQ(fault("<html>busy</html>\r\n\r\n"), FaultKind::Malformed);
  EXPECT_EQ(fault("HTTP/1.1 2x0 OK\r\n\r\n"), FaultKind::Malformed);
  EXPECT_EQ(fault("HTTP/1.1 050 Low\r\nContent-Length: 0\r\n\r\n"), FaultKind::Malformed);
  EXPECT_EQ(fault("HTTP/1.1 050 Low\r\n\r\nto the end"), FaultKind::Malformed);
  EXPECT_EQ(fault("HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\n"), FaultKind::Malformed);
  EXPECT_EQ(fault("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
            FaultKind::Malformed);
}

TEST(HttpWire, StopsAtTheLimits) {
  const MessageLimits limits{.header_max = 200, .body_max = 10};
  const auto fault = [&](const std::string& text) {
    return read_in_pieces(text, 50, limits).error();
  };
  EXPECT_EQ(fault("HTTP/1.1 200 OK\r\nX: " + std::string(300, 'x') + "\r\n\r\n"),
            FaultKind::TooLarge);
  EXPECT_EQ(fault("HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nhello world"), FaultKind::TooLarge);
  EXPECT_EQ(fault("HTTP/1.1 200 OK\r\n\r\nhello world"), FaultKind::TooLarge);
  EXPECT_EQ(fault("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nb\r\nhello world\r\n"),
            FaultKind::TooLarge);
}

TEST(HttpWire, KeepsWhatStandsBehindAMessage) {
  ResponseReader reader{{}};
  const auto fed =
      reader.feed("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n\x81\x01x");
  ASSERT_TRUE(fed.has_value());
  EXPECT_EQ(*fed, Progress::Done);
  EXPECT_EQ(reader.rest(), "\x81\x01x");
  EXPECT_EQ(reader.take().status, 101);
}

TEST(HttpWire, ReadsOneRequestAfterTheOther) {
  RequestReader reader{{}};
  const auto first = reader.feed(
      "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhiGET /b?c=1 HTTP/1.1\r\nHost: x\r\n"
      "Connection: close\r\n\r\n");
  ASSERT_TRUE(first.has_value());
  ASSERT_EQ(*first, Progress::Done);
  EXPECT_TRUE(reader.keeps_alive());
  const HttpRequest a = reader.take();
  EXPECT_EQ(a.method + a.url + a.body, "POST/ahi");
  const auto second = reader.feed({});
  ASSERT_TRUE(second.has_value());
  ASSERT_EQ(*second, Progress::Done);
  EXPECT_FALSE(reader.keeps_alive());
  EXPECT_EQ(reader.take().url, "/b?c=1");
}

TEST(HttpWire, WritesARequestWithWhatItLacks) {
  const auto text = wire_text({.method = "POST",
                               .url = {},
                               .headers = {{"Authorization", "Token x"}, {"user-agent", "me"}},
                               .body = "{}"},
                              url());
  ASSERT_TRUE(text.has_value());
  EXPECT_EQ(*text,
            "POST /v1/quote?symbol=AAPL HTTP/1.1\r\nHost: api.example.com\r\nAccept: */*\r\n"
            "Accept-Encoding: gzip, deflate\r\nAuthorization: Token x\r\nuser-agent: me\r\n"
            "Content-Length: 2\r\n\r\n{}");
}

TEST(HttpWire, RefusesARequestThatWouldSmuggleAnother) {
  const auto fault = [](const HttpRequest& request) {
    const auto text = wire_text(request, url());
    EXPECT_FALSE(text.has_value());
    return text ? FaultKind::Cancelled : text.error().kind;
  };
  EXPECT_EQ(fault({.headers = {{"X", "1\r\nHost: evil"}}}), FaultKind::Malformed);
  EXPECT_EQ(fault({.headers = {{"X: 1\r\nY", "1"}}}), FaultKind::Malformed);
  EXPECT_EQ(fault({.headers = {{"", "1"}}}), FaultKind::Malformed);
  EXPECT_EQ(fault({.method = "GET /x"}), FaultKind::Malformed);
}

TEST(HttpWire, WritesTheHeadOfAnAnswer) {
  EXPECT_EQ(wire_head({.status = 404, .headers = {{"Content-Type", "text/plain"}}}, 3, false),
            "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n"
            "Connection: close\r\n\r\n");
  EXPECT_EQ(reason_of(200), "OK");
  EXPECT_EQ(reason_of(999), "Status");
}

}  // namespace
}  // namespace tw::net
