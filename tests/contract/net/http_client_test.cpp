#include "net/http_client.hpp"

#include <chrono>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>

#include "net/certificate.hpp"
#include "net/compression.hpp"
#include "net/transport.hpp"
#include "support/eventually.hpp"
#include "support/moments.hpp"
#include "support/scripted_server.hpp"
#include "support/temp_folder.hpp"

// Every byte that the other side sends stands in a script; every connection is a real socket.
namespace tw::net {
namespace {

using support::around_now;
using support::http_answer;
using support::now;
using support::ScriptedConnection;
using support::ScriptedServer;
using testing::HasSubstr;
using testing::Not;

constexpr Duration kPatience = Duration::seconds(20);

std::unique_ptr<HttpClient> client(HttpClientTerms terms = {}) {
  auto made = HttpClient::make(std::move(terms));
  EXPECT_TRUE(made.has_value());
  return std::move(*made);
}

Fetched get(HttpClient& client, const ScriptedServer& server, Duration patience = kPatience,
            const std::string& target = "/x?apikey=s3cret") {
  return client.send({.url = "http://" + server.place() + target}, patience);
}

/// Returns the kind of fault, which shows where but never the query of the address.
FaultKind kind_of(const Fetched& answer) {
  EXPECT_FALSE(answer.has_value());
  if (answer) return {};
  EXPECT_THAT(answer.error().what, Not(HasSubstr("s3cret")));
  return answer.error().kind;
}

/// Answers every request of a connection with `answer`.
ScriptedServer::Script always(std::string answer) {
  return [answer = std::move(answer)](ScriptedConnection& connection) {
    while (!connection.read_request().empty()) connection.write(answer);
  };
}

TEST(HttpClient, SendsARequestAndReturnsStatusHeadersAndBody) {
  std::string seen;
  ScriptedServer server{[&seen](ScriptedConnection& connection) {
    seen = connection.read_request();
    connection.write(http_answer("{\"ok\":1}", "X-RateLimit-Left: 4\r\n", "429 Too Many Requests"));
    connection.wait_for_end();
  }};
  const auto http = client();

  const auto answer = http->send({.method = "POST",
                                  .url = "http://" + server.place() + "/v1/orders?a=b",
                                  .headers = {{"Authorization", "Bearer x"}},
                                  .body = "{\"q\":1}"},
                                 kPatience);

  ASSERT_TRUE(answer.has_value()) << answer.error().what;
  EXPECT_EQ(answer->status, 429);
  EXPECT_EQ(answer->header("x-ratelimit-left"), "4");
  EXPECT_EQ(answer->body, "{\"ok\":1}");
  EXPECT_THAT(seen, HasSubstr("POST /v1/orders?a=b HTTP/1.1\r\nHost: " + server.place()));
  EXPECT_THAT(seen, HasSubstr("Authorization: Bearer x\r\n"));
  EXPECT_THAT(seen, HasSubstr("\r\n\r\n{\"q\":1}"));
}

TEST(HttpClient, KeepsAConnectionForTheNextRequest) {
  ScriptedServer server{always(http_answer("x"))};
  const auto http = client();
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(get(*http, server).has_value());
  EXPECT_EQ(server.connections(), 1);
  EXPECT_EQ(http->counts().requests, 20U);
  EXPECT_EQ(http->counts().connections, 1U);
}

TEST(HttpClient, OpensAnewWhenTheServerEndedTheConnection) {
  ScriptedServer server{[](ScriptedConnection& connection) {
    connection.read_request();
    connection.write(http_answer("x"));  // And ends, without having said so.
  }};
  const auto http = client();
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(get(*http, server).has_value()) << i;
  EXPECT_EQ(server.connections(), 20);
}

TEST(HttpClient, NeverSendsAnOrderTwice) {
  std::atomic<int> requests{0};
  ScriptedServer server{[&requests](ScriptedConnection& connection) {
    while (!connection.read_request().empty()) {
      requests += 1;
      if (requests > 1) return;  // Takes the second, and says nothing.
      connection.write(http_answer("x"));
    }
  }};
  const auto http = client();
  const HttpRequest order{.method = "POST", .url = "http://" + server.place() + "/", .body = "1"};

  EXPECT_TRUE(http->send(order, kPatience).has_value());
  EXPECT_EQ(kind_of(http->send(order, kPatience)), FaultKind::Reset);
  EXPECT_EQ(requests, 2);
}

TEST(HttpClient, ServesManyThreadsAtOnce) {
  ScriptedServer server{[](ScriptedConnection& connection) {
    for (std::string seen; !(seen = connection.read_request()).empty();) {
      connection.write(http_answer(seen.substr(4, seen.find(" HTTP") - 4)));
    }
  }};
  const auto http = client();
  std::atomic<int> right{0};
  std::vector<std::thread> callers;
  for (int caller = 0; caller < 8; ++caller) {
    callers.emplace_back([&, caller] {
      for (int i = 0; i < 50; ++i) {
        const std::string target = "/" + std::to_string(caller) + "-" + std::to_string(i);
        const auto answer = get(*http, server, kPatience, target);
        if (answer && answer->body == target) right += 1;
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(right, 400);
  EXPECT_LE(server.connections(), 8 + 8);
}

TEST(HttpClient, UnpacksABody) {
  const std::string plain(100'000, 'a');
  ScriptedServer server{always(http_answer(gzip(plain), "Content-Encoding: gzip\r\n"))};
  const auto http = client();
  const auto answer = get(*http, server);
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->body, plain);
}

TEST(HttpClient, GivesUpAtTheDeadline) {
  ScriptedServer silent{[](ScriptedConnection& connection) { connection.wait_for_end(); }};
  ScriptedServer slow{[](ScriptedConnection& connection) {
    connection.read_request();
    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nx");
    connection.wait_for_end();
  }};
  const auto http = client();
  const auto before = std::chrono::steady_clock::now();
  EXPECT_EQ(kind_of(get(*http, silent, {200'000'000})), FaultKind::TimedOut);
  EXPECT_EQ(kind_of(get(*http, slow, {200'000'000})), FaultKind::TimedOut);
  const auto took = std::chrono::steady_clock::now() - before;
  EXPECT_GE(took, std::chrono::milliseconds{400});
  EXPECT_LT(took, std::chrono::seconds{10});
}

TEST(HttpClient, EndsWhatIsUnderWayWhenItIsCancelled) {
  std::atomic<bool> is_asked{false};
  ScriptedServer server{[&is_asked](ScriptedConnection& connection) {
    connection.read_request();
    is_asked = true;
    connection.wait_for_end();
  }};
  const auto http = client();
  std::thread caller{[&] { EXPECT_EQ(kind_of(get(*http, server)), FaultKind::Cancelled); }};
  ASSERT_TRUE(support::eventually([&is_asked] { return is_asked.load(); }));
  http->cancel();
  caller.join();
}

TEST(HttpClient, SaysThatNobodyListens) {
  std::uint16_t port = 0;
  {
    const ScriptedServer gone{[](ScriptedConnection&) {}};
    port = gone.port();
  }
  const auto http = client();
  const auto answer =
      http->send({.url = "http://127.0.0.1:" + std::to_string(port) + "/s3cret"}, kPatience);
  EXPECT_EQ(kind_of(answer), FaultKind::Refused);
  EXPECT_THAT(answer.error().what, HasSubstr("127.0.0.1:" + std::to_string(port)));
}

TEST(HttpClient, SaysThatAHostNameHasNoAddress) {
  const auto http = client();
  const FaultKind kind = kind_of(http->send({.url = "http://nowhere.invalid/s3cret"}, kPatience));
  EXPECT_EQ(kind, FaultKind::Unresolved);
}

TEST(HttpClient, CallsABodyThatEndsEarlyAReset) {
  ScriptedServer cut{[](ScriptedConnection& connection) {
    connection.read_request();
    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
  }};
  ScriptedServer torn{[](ScriptedConnection& connection) {
    connection.read_request();
    connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\nhalf");
    connection.reset();
  }};
  const auto http = client();
  EXPECT_EQ(kind_of(get(*http, cut)), FaultKind::Reset);
  EXPECT_EQ(kind_of(get(*http, torn)), FaultKind::Reset);
}

TEST(HttpClient, StopsAtTheLimitOfABody) {
  ScriptedServer endless{[](ScriptedConnection& connection) {
    connection.read_request();
    connection.write("HTTP/1.1 200 OK\r\n\r\n");
    for (int i = 0; i < 1000; ++i) connection.write(std::string(4096, 'x'));
  }};
  ScriptedServer bomb{
      always(http_answer(gzip(std::string(1U << 20U, '\0')), "Content-Encoding: gzip\r\n"))};
  const auto http = client({.limits = {.body_max = 100'000}});
  EXPECT_EQ(kind_of(get(*http, endless)), FaultKind::TooLarge);
  EXPECT_EQ(kind_of(get(*http, bomb)), FaultKind::TooLarge);
}

TEST(HttpClient, CallsWhatIsNoHttpMalformed) {
  ScriptedServer server{[](ScriptedConnection& connection) {
    connection.read_request();
    connection.write("220 mail.example ESMTP\r\n\r\n");
    connection.wait_for_end();
  }};
  const auto http = client();
  EXPECT_EQ(kind_of(get(*http, server)), FaultKind::Malformed);
  EXPECT_EQ(kind_of(http->send({.url = "no address s3cret"}, kPatience)), FaultKind::Malformed);
  EXPECT_EQ(kind_of(http->send({.url = "http://a.example/", .headers = {{"X", "1\r\nY: s3cret"}}},
                               kPatience)),
            FaultKind::Malformed);
}

TEST(HttpClient, RefusesMoreRequestsAtOnceThanItsTermsAllow) {
  const auto http = client({.requests_max = 0});
  EXPECT_EQ(kind_of(http->send({.url = "http://127.0.0.1/s3cret"}, kPatience)), FaultKind::Refused);
}

/// A signer of this test, a server that it signed for, and a client that trusts it.
class HttpsClient : public testing::Test {
 protected:
  Fetched get_from(const TlsIdentity& identity, const std::string& host = "127.0.0.1",
                   bool is_trusted = true) {
    ScriptedServer server{always(http_answer("safe")), identity.certificate_pem, identity.key_pem};
    HttpClientTerms terms;
    if (is_trusted) terms.trust.ca_file = folder_.write("ca.pem", authority_.certificate_pem);
    const auto http = client(terms);
    const std::string url = "https://" + host + ":" + std::to_string(server.port()) + "/?k=s3cret";
    const auto first = http->send({.url = url}, kPatience);
    if (!first) return first;
    const auto second = http->send({.url = url}, kPatience);
    EXPECT_EQ(server.connections(), 1);
    return second;
  }

  TlsIdentity authority_ = made_authority(around_now());
  support::TempFolder folder_;
};

TEST_F(HttpsClient, SpeaksToAServerWhoseCertificateHolds) {
  const auto by_address = get_from(issued(authority_, {"127.0.0.1"}, around_now()));
  ASSERT_TRUE(by_address.has_value()) << by_address.error().what;
  EXPECT_EQ(by_address->body, "safe");
  const auto by_name = get_from(issued(authority_, {"localhost"}, around_now()), "localhost");
  ASSERT_TRUE(by_name.has_value()) << by_name.error().what;
}

TEST_F(HttpsClient, RefusesACertificateThatHasExpiredOrDoesNotHoldYet) {
  const auto old =
      get_from(issued(authority_, {"127.0.0.1"},
                      {.from = now() - Duration::days(9), .to = now() - Duration::days(8)}));
  EXPECT_EQ(kind_of(old), FaultKind::Tls);
  EXPECT_THAT(old.error().what, HasSubstr("expired"));
  const auto early =
      get_from(issued(authority_, {"127.0.0.1"},
                      {.from = now() + Duration::days(1), .to = now() + Duration::days(2)}));
  EXPECT_EQ(kind_of(early), FaultKind::Tls);
  EXPECT_THAT(early.error().what, HasSubstr("not yet valid"));
}

TEST_F(HttpsClient, RefusesACertificateForAnotherHost) {
  const auto other = get_from(issued(authority_, {"example.com"}, around_now()), "localhost");
  EXPECT_EQ(kind_of(other), FaultKind::Tls);
  EXPECT_THAT(other.error().what, HasSubstr("ostname mismatch"));
  EXPECT_EQ(kind_of(get_from(issued(authority_, {"10.0.0.1"}, around_now()))), FaultKind::Tls);
}

TEST_F(HttpsClient, RefusesASignerThatItDoesNotTrust) {
  const TlsIdentity identity = issued(authority_, {"127.0.0.1"}, around_now());
  EXPECT_EQ(kind_of(get_from(identity, "127.0.0.1", false)), FaultKind::Tls);
  const TlsIdentity stranger = made_authority(around_now());
  EXPECT_EQ(kind_of(get_from(issued(stranger, {"127.0.0.1"}, around_now()))), FaultKind::Tls);
}

TEST_F(HttpsClient, RefusesAServerThatSpeaksNoTls) {
  ScriptedServer server{[](ScriptedConnection& connection) {
    connection.write("HTTP/1.1 400 Bad Request\r\n\r\n");
    connection.wait_for_end();
  }};
  const auto http = client();
  EXPECT_EQ(kind_of(http->send({.url = "https://" + server.place() + "/s3cret"}, kPatience)),
            FaultKind::Tls);
}

TEST_F(HttpsClient, SaysThatItsFileOfSignersCannotBeRead) {
  const auto made = HttpClient::make({.trust = {.ca_file = folder_ / "none.pem"}});
  ASSERT_FALSE(made.has_value());
  EXPECT_THAT(made.error(), HasSubstr("none.pem"));
}

TEST(Proxy, IsNamedByAnAddressOfHttp) {
  const auto proxy = Proxy::parse("http://proxy.example:3128");
  ASSERT_TRUE(proxy.has_value());
  EXPECT_EQ(proxy->host + ":" + std::to_string(proxy->port), "proxy.example:3128");
  EXPECT_FALSE(Proxy::parse("socks5://proxy.example").has_value());
  const auto secret = Proxy::parse("http://me.example:s3cret@proxy.example:3128");
  ASSERT_FALSE(secret.has_value());
  EXPECT_THAT(secret.error(), Not(HasSubstr("s3cret")));
}

TEST(Proxy, StandsOnTheWayToSecureHostsThatNoRuleReachesDirectly) {
  const ProxyRules rules{.via = Proxy{.host = "proxy.example", .port = 3128},
                         .direct = {"intra.example", ".corp.example"}};
  const auto is_via = [&rules](std::string_view url) {
    return rules.proxy_for(*Url::parse(url)).has_value();
  };
  EXPECT_TRUE(is_via("https://api.example.com/"));
  EXPECT_TRUE(is_via("wss://api.example.com/"));
  EXPECT_FALSE(is_via("http://api.example.com/"));
  EXPECT_FALSE(is_via("https://127.0.0.1:8443/"));
  EXPECT_FALSE(is_via("https://intra.example/"));
  EXPECT_FALSE(is_via("https://a.corp.example/"));
  EXPECT_FALSE((ProxyRules{.via = rules.via, .direct = {"*"}}.proxy_for(
      *Url::parse("https://api.example.com/"))));
}

TEST(Proxy, IsAskedForAWayAndMayRefuseIt) {
  std::string seen;
  ScriptedServer proxy{[&seen](ScriptedConnection& connection) {
    seen = connection.read_request();
    connection.write("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
    connection.wait_for_end();
  }};
  const auto http = client({.proxies = {.via = Proxy{.host = "127.0.0.1", .port = proxy.port()}}});
  const auto answer = http->send({.url = "https://api.example.com/s3cret"}, kPatience);
  EXPECT_EQ(kind_of(answer), FaultKind::Refused);
  EXPECT_THAT(answer.error().what, HasSubstr("407"));
  EXPECT_THAT(seen, HasSubstr("CONNECT api.example.com:443 HTTP/1.1\r\n"));
}

TEST(Transport, TellsVendorsOfAFaultAsTransient) {
  ScriptedServer server{always("garbage\r\n\r\n")};
  const auto http = client();
  HttpTransport transport{*http};
  const auto answer = transport.send({.url = "http://" + server.place() + "/?k=s3cret"}, kPatience);
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().outcome, vendor::Outcome::Transient);
  EXPECT_TRUE(answer.error().is_malformed);
  EXPECT_THAT(answer.error().what, HasSubstr(server.place()));
}

}  // namespace
}  // namespace tw::net
