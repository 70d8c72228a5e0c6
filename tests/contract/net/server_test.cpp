#include "net/server.hpp"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/certificate.hpp"
#include "net/http_client.hpp"
#include "support/eventually.hpp"
#include "support/moments.hpp"
#include "support/temp_folder.hpp"

// Our client and our server over loopback; what a client of ours never sends is sent raw.
namespace tw::net {
namespace {

using support::around_now;
using support::now;
using testing::HasSubstr;
using testing::StartsWith;

constexpr Duration kPatience = Duration::seconds(20);

Reply echo(const HttpRequest& request) {
  return {.response = {.status = 200,
                       .headers = {{"Content-Type", "text/plain"}},
                       .body = request.method + " " + request.url + " " + request.body},
          .delivery = {}};
}

std::unique_ptr<Server> serving(Handler handler, ServerTerms terms = {}) {
  auto server = Server::start(std::move(terms), std::move(handler));
  EXPECT_TRUE(server.has_value()) << (server ? "" : server.error());
  return std::move(*server);
}

std::string place(const Server& server) { return "127.0.0.1:" + std::to_string(server.port()); }

/// Sends `bytes` as they are and returns everything that comes back until the end.
std::string raw(const Server& server, std::string_view bytes) {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(server.port());
  EXPECT_EQ(::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  std::string answer;
  std::array<char, 4096> piece{};
  for (ssize_t came = 0; (came = ::recv(socket, piece.data(), piece.size(), 0)) > 0;) {
    answer.append(piece.data(), static_cast<std::size_t>(came));
  }
  ::close(socket);
  return answer;
}

class AServer : public testing::Test {
 protected:
  Fetched ask(const Server& server, HttpRequest request = {}, Duration patience = kPatience) {
    request.url = "http://" + place(server) + "/x?y=1";
    return http_->send(request, patience);
  }

  std::unique_ptr<HttpClient> http_ = std::move(*HttpClient::make());
};

TEST_F(AServer, AnswersRequestsOverOneConnection) {
  const auto server = serving(echo);
  for (int i = 0; i < 5; ++i) {
    const auto answer = ask(*server, {.method = "POST", .body = "b"});
    ASSERT_TRUE(answer.has_value()) << answer.error().what;
    EXPECT_EQ(answer->body, "POST /x?y=1 b");
  }
  EXPECT_EQ(http_->counts().connections, 1U);
  EXPECT_EQ(server->connections(), 1U);
}

TEST_F(AServer, SendsNoBodyToHead) {
  const auto server = serving(echo);
  const auto answer = ask(*server, {.method = "HEAD"});
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->body, "");
  EXPECT_EQ(answer->header("Content-Length"), "12");
  EXPECT_TRUE(ask(*server).has_value());
}

TEST_F(AServer, AnswersWhatIsNoHttpAndWhatIsTooMuch) {
  const auto server = serving(echo, {.limits = {.header_max = 500, .body_max = 10}});
  EXPECT_THAT(raw(*server, "nonsense\r\n\r\n"), StartsWith("HTTP/1.1 400 Bad Request"));
  EXPECT_THAT(raw(*server, "GET / HTTP/1.1\r\nX: " + std::string(600, 'x') + "\r\n\r\n"),
              StartsWith("HTTP/1.1 413 "));
  EXPECT_THAT(raw(*server, "POST / HTTP/1.1\r\nContent-Length: 11\r\n\r\nhello world"),
              StartsWith("HTTP/1.1 413 "));
}

TEST_F(AServer, AnswersRequestsThatComeTogether) {
  const auto server = serving(echo);
  const std::string answer = raw(
      *server, "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(answer, HasSubstr("GET /1 "));
  EXPECT_THAT(answer, HasSubstr("GET /2 "));
}

TEST_F(AServer, EndsAConnectionWhoseRequestDoesNotCome) {
  const auto server = serving(echo, {.request_max = {50'000'000}, .idle_max = {50'000'000}});
  EXPECT_EQ(raw(*server, "GET / HTTP/1.1\r\nHos"), "");
  EXPECT_EQ(raw(*server, ""), "");
}

TEST_F(AServer, ClosesMoreConnectionsThanItsTermsAllow) {
  const auto server = serving(echo, {.connections_max = 1});
  ASSERT_TRUE(ask(*server).has_value());  // And is kept.
  EXPECT_EQ(raw(*server, "GET / HTTP/1.1\r\n\r\n"), "");
  EXPECT_TRUE(ask(*server).has_value());
}

TEST_F(AServer, SendsABodyInPiecesAndCutsItWhereItIsTold) {
  Delivery how;
  const auto server = serving([&how](const HttpRequest&) {
    return Reply{.response = {.status = 200, .headers = {}, .body = "0123456789"}, .delivery = how};
  });

  how = {.delay = {1'000'000}, .piece = 3, .pause = {1'000'000}};
  const auto slow = ask(*server);
  ASSERT_TRUE(slow.has_value());
  EXPECT_EQ(slow->body, "0123456789");

  how = {.cut_at = 4};
  EXPECT_EQ(ask(*server).error().kind, FaultKind::Reset);
  how = {.cut_at = 4, .by_reset = true};
  EXPECT_EQ(ask(*server).error().kind, FaultKind::Reset);
  how = {.delay = Duration::hours(1)};
  EXPECT_EQ(ask(*server, {}, {50'000'000}).error().kind, FaultKind::TimedOut);
}  // And does not wait for that hour when it ends.

TEST_F(AServer, ListensOnThisMachineAlone) {
  for (const char* address : {"0.0.0.0", "::", "10.0.0.1", "nonsense"}) {
    const auto server = Server::start({.address = address}, echo);
    ASSERT_FALSE(server.has_value()) << address;
    EXPECT_THAT(server.error(), HasSubstr(address));
  }
  const auto six = Server::start({.address = "::1"}, echo);
  EXPECT_TRUE(!six || (*six)->port() != 0);  // A machine may be without IPv6.
}

TEST_F(AServer, SaysThatItsPortIsTaken) {
  const auto first = serving(echo);
  const auto second = Server::start({.port = first->port()}, echo);
  ASSERT_FALSE(second.has_value());
  EXPECT_THAT(second.error(), HasSubstr(std::to_string(first->port())));
}

TEST_F(AServer, ShowsAnotherCertificateFromTheNextConnectionOn) {
  const TlsIdentity authority = made_authority(around_now());
  const auto server =
      serving(echo, {.identity = issued(authority, {"127.0.0.1"}, around_now()), .threads = 2});
  const support::TempFolder folder;
  const auto https =
      std::move(*HttpClient::make({.trust = {folder.write("ca.pem", authority.certificate_pem)}}));
  const HttpRequest request{.url = "https://" + place(*server) + "/"};
  ASSERT_TRUE(https->send(request, kPatience).has_value());

  const Validity over{.from = now() - Duration::days(2), .to = now() - Duration::days(1)};
  ASSERT_TRUE(server->prove_with(issued(authority, {"127.0.0.1"}, over)).has_value());
  const auto expired = https->send(request, kPatience);
  ASSERT_FALSE(expired.has_value());
  EXPECT_EQ(expired.error().kind, FaultKind::Tls);
  EXPECT_THAT(expired.error().what, HasSubstr("expired"));

  ASSERT_TRUE(server->prove_with(issued(authority, {"127.0.0.1"}, around_now())).has_value());
  EXPECT_TRUE(https->send(request, kPatience).has_value());
  EXPECT_FALSE(server->prove_with({.certificate_pem = "x", .key_pem = "y"}).has_value());
}

}  // namespace
}  // namespace tw::net
