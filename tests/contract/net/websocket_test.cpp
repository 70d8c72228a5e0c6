#include <atomic>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mutex>

#include "net/certificate.hpp"
#include "net/http_client.hpp"
#include "net/server.hpp"
#include "net/websocket_client.hpp"
#include "net/websocket_frame.hpp"
#include "net/websocket_handshake.hpp"
#include "support/eventually.hpp"
#include "support/moments.hpp"
#include "support/scripted_server.hpp"
#include "support/temp_folder.hpp"

namespace tw::net {
namespace {

using support::eventually;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr Duration kPatience = Duration::seconds(20);

/// Answers a handshake as a server does that never says more.
void agree(support::ScriptedConnection& connection) {
  const std::string asked = connection.read_request();
  const std::size_t at = asked.find("Sec-WebSocket-Key: ") + 19;
  connection.write(
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Accept: " +
      websocket_accept(asked.substr(at, 24)) + "\r\n\r\n");
}

/// What one side of a WebSocket was told.
struct Heard {
  WebSocketEvents events() {
    return {.on_message =
                [this](std::string_view text) {
                  const std::lock_guard guard{mutex};
                  texts.emplace_back(text);
                },
            .on_end =
                [this](const WebSocketEnd& how) {
                  const std::lock_guard guard{mutex};
                  ends.push_back(how);
                }};
  }
  std::size_t count() {
    const std::lock_guard guard{mutex};
    return texts.size();
  }
  bool has_ended() {
    const std::lock_guard guard{mutex};
    return !ends.empty();
  }
  /// Waits for the end, which comes once.
  WebSocketEnd end() {
    EXPECT_TRUE(eventually([this] { return has_ended(); }));
    const std::lock_guard guard{mutex};
    EXPECT_EQ(ends.size(), 1U);
    return ends.empty() ? WebSocketEnd{} : ends.front();
  }

  std::mutex mutex;
  std::vector<std::string> texts;
  std::vector<WebSocketEnd> ends;
};

/// A server whose WebSockets at /ws answer what they are told, and which keeps the last one.
class WebSockets : public testing::Test {
 protected:
  std::unique_ptr<Server> serving(ServerTerms terms = {}) {
    auto server = Server::start(
        std::move(terms), [](const HttpRequest&) { return Reply{}; },
        [this](const HttpRequest& request,
               const std::shared_ptr<WebSocket>& socket) -> std::expected<WebSocketEvents, Reply> {
          if (!request.url.starts_with("/ws")) {
            return std::unexpected{
                Reply{.response = {.status = 429, .headers = {{"Retry-After", "7"}}, .body = "no"},
                      .delivery = {}}};
          }
          socket->send("hello " + std::string{header_of(request.headers, "X-Name")});
          const std::lock_guard guard{mutex_};
          last_ = socket;
          WebSocketEvents events = there_.events();
          events.on_message = [raw = socket.get()](std::string_view text) {
            raw->send("echo " + std::string{text});
          };
          return events;
        });
    EXPECT_TRUE(server.has_value());
    return std::move(*server);
  }

  std::expected<std::shared_ptr<WebSocket>, NoWebSocket> connect(const Server& server,
                                                                 const std::string& path = "/ws",
                                                                 const WebSocketTerms& terms = {}) {
    return client_->connect({.url = "ws://127.0.0.1:" + std::to_string(server.port()) + path,
                             .headers = {{"X-Name", "me"}}},
                            here_.events(), terms, kPatience);
  }

  std::shared_ptr<WebSocket> last() {
    const std::lock_guard guard{mutex_};
    return last_;
  }

  Heard here_;
  Heard there_;
  std::mutex mutex_;
  std::shared_ptr<WebSocket> last_;
  std::unique_ptr<WebSocketClient> client_ = std::move(*WebSocketClient::make());
};

TEST_F(WebSockets, CarryTextBothWaysAndEndWithAGoodbye) {
  const auto server = serving();
  const auto socket = connect(*server);
  ASSERT_TRUE(socket.has_value()) << socket.error().fault.what;
  EXPECT_TRUE((*socket)->send("a"));
  EXPECT_TRUE((*socket)->send(std::string(100'000, 'b')));
  ASSERT_TRUE(eventually([this] { return here_.count() == 3; }));
  EXPECT_THAT(here_.texts, ElementsAre("hello me", "echo a", "echo " + std::string(100'000, 'b')));

  (*socket)->close(kClosedNormally, "enough");

  EXPECT_EQ(there_.end().code, kClosedNormally);
  EXPECT_EQ(there_.end().reason, "enough");
  EXPECT_EQ(here_.end().code, kClosedNormally);
  EXPECT_FALSE(here_.end().fault.has_value());
  EXPECT_FALSE((*socket)->is_open());
  EXPECT_FALSE((*socket)->send("late"));
}

TEST_F(WebSockets, TellTheCodeAndWordsOfTheOtherSide) {
  const auto server = serving();
  ASSERT_TRUE(connect(*server).has_value());
  last()->close(kClosedPolicy, "max_connections");
  EXPECT_EQ(here_.end().code, kClosedPolicy);
  EXPECT_EQ(here_.end().reason, "max_connections");
}

TEST_F(WebSockets, AreRefusedWithTheAnswerOfTheServer) {
  const auto server = serving();
  const auto full = connect(*server, "/full");
  ASSERT_FALSE(full.has_value());
  EXPECT_EQ(full.error().fault.kind, FaultKind::Refused);
  ASSERT_TRUE(full.error().answer.has_value());
  EXPECT_EQ(full.error().answer->status, 429);
  EXPECT_EQ(full.error().answer->header("Retry-After"), "7");
  EXPECT_FALSE(here_.has_ended());
}

TEST_F(WebSockets, TravelOverTlsWithACertificateThatIsChecked) {
  const TlsIdentity authority = made_authority(support::around_now());
  const support::TempFolder folder;
  const auto server =
      serving({.identity = issued(authority, {"127.0.0.1"}, support::around_now())});
  const HttpRequest handshake{.url = "wss://127.0.0.1:" + std::to_string(server->port()) + "/ws"};

  const auto stranger = client_->connect(handshake, {}, {}, kPatience);
  ASSERT_FALSE(stranger.has_value());
  EXPECT_EQ(stranger.error().fault.kind, FaultKind::Tls);

  const auto trusting = std::move(*WebSocketClient::make(
      {.trust = {.ca_file = folder.write("ca.pem", authority.certificate_pem)}}));
  const auto socket = trusting->connect(handshake, here_.events(), {}, kPatience);
  ASSERT_TRUE(socket.has_value()) << socket.error().fault.what;
  (*socket)->send("x");
  EXPECT_TRUE(eventually([this] { return here_.count() == 2; }));
}

TEST_F(WebSockets, LoseNothingThatWasSentInOrder) {
  const auto server = serving();
  ASSERT_TRUE(connect(*server).has_value());
  const auto sender = last();
  constexpr std::size_t kCount = 50'000;
  for (std::size_t i = 0; i < kCount; ++i) {
    while (!sender->send(std::to_string(i))) std::this_thread::yield();
  }
  ASSERT_TRUE(eventually([this] { return here_.count() == kCount + 1; }));
  for (std::size_t i = 0; i < kCount; ++i) ASSERT_EQ(here_.texts[i + 1], std::to_string(i));
}

TEST_F(WebSockets, SayNoWhenTheirQueueIsFull) {
  std::atomic<bool> may_read{false};
  support::ScriptedServer deaf{[&may_read](support::ScriptedConnection& connection) {
    agree(connection);
    eventually([&may_read] { return may_read.load(); });
  }};
  const auto socket = client_->connect({.url = "ws://" + deaf.place() + "/"}, here_.events(),
                                       {.queue_max = 100'000}, kPatience);
  ASSERT_TRUE(socket.has_value());
  bool was_refused = false;
  for (int i = 0; i < 10'000 && !was_refused; ++i)
    was_refused = !(*socket)->send(std::string(5000, 'x'));
  EXPECT_TRUE(was_refused);
  EXPECT_TRUE((*socket)->is_open());
  (*socket)->stop();
  may_read = true;
}

TEST_F(WebSockets, EndWhenAMessageIsTooLarge) {
  const auto server = serving();
  const auto socket = connect(*server, "/ws", {.message_max = 1000});
  ASSERT_TRUE(socket.has_value());
  last()->send(std::string(1001, 'x'));
  EXPECT_EQ(here_.end().code, kClosedTooLarge);
  EXPECT_EQ(here_.end().fault->kind, FaultKind::TooLarge);
  EXPECT_EQ(there_.end().code, kClosedTooLarge);
}

TEST_F(WebSockets, EndWithAFaultWhenTheConnectionIsCutWithinAFrame) {
  const auto server = serving();
  ASSERT_TRUE(connect(*server).has_value());
  ASSERT_TRUE(eventually([this] { return here_.count() == 1; }));
  last()->cut_within(std::string(1000, 'x'), 500);
  EXPECT_EQ(here_.end().code, kClosedAbnormally);
  ASSERT_TRUE(here_.end().fault.has_value());
  EXPECT_EQ(here_.end().fault->kind, FaultKind::Reset);
  EXPECT_EQ(here_.count(), 1U);
}

TEST_F(WebSockets, KeepASilentConnectionAliveByPings) {
  const auto server = serving();
  const auto socket =
      connect(*server, "/ws", {.ping_every = {20'000'000}, .silence_max = {400'000'000}});
  ASSERT_TRUE(socket.has_value());
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds{900};
  while (std::chrono::steady_clock::now() < until && !here_.has_ended()) {
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  }
  EXPECT_FALSE(here_.has_ended());
  (*socket)->stop();
  EXPECT_EQ(here_.end().fault->kind, FaultKind::Cancelled);
}

TEST_F(WebSockets, EndWhenNothingIsHeardForTooLong) {
  support::ScriptedServer mute{[](support::ScriptedConnection& connection) {
    agree(connection);
    connection.wait_for_end();
  }};
  const auto socket =
      client_->connect({.url = "ws://" + mute.place() + "/"}, here_.events(),
                       {.ping_every = {20'000'000}, .silence_max = {60'000'000}}, kPatience);
  ASSERT_TRUE(socket.has_value());
  EXPECT_EQ(here_.end().fault->kind, FaultKind::TimedOut);
}

TEST_F(WebSockets, StopWithoutAnotherEvent) {
  const auto server = serving();
  for (int i = 0; i < 20; ++i) {
    Heard heard;
    const auto socket =
        client_->connect({.url = "ws://127.0.0.1:" + std::to_string(server->port()) + "/ws"},
                         heard.events(), {}, kPatience);
    ASSERT_TRUE(socket.has_value());
    (*socket)->stop();
    EXPECT_TRUE(heard.has_ended());
  }
}

TEST_F(WebSockets, OutliveTheirClientAsEndedOnes) {
  const auto server = serving();
  const auto socket = connect(*server);
  ASSERT_TRUE(socket.has_value());
  client_.reset();
  EXPECT_FALSE((*socket)->is_open());
  EXPECT_FALSE((*socket)->send("x"));
  (*socket)->stop();
}

TEST_F(WebSockets, GiveUpOnAServerThatDoesNotAnswer) {
  support::ScriptedServer silent{
      [](support::ScriptedConnection& connection) { connection.wait_for_end(); }};
  const auto socket =
      client_->connect({.url = "ws://" + silent.place() + "/"}, {}, {}, {100'000'000});
  ASSERT_FALSE(socket.has_value());
  EXPECT_EQ(socket.error().fault.kind, FaultKind::TimedOut);
  EXPECT_THAT(socket.error().fault.what, HasSubstr(silent.place()));
}

}  // namespace
}  // namespace tw::net
