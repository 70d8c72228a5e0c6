#include "support/browser.hpp"

#include <arpa/inet.h>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <netinet/in.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace tw::support {
namespace {

constexpr const char* kFlags =
    " --headless --no-sandbox --disable-gpu --disable-quic --no-first-run"
    " --disable-background-networking --disable-component-update --disable-sync"
    " --hide-scrollbars";

/// Runs Chromium with `words` and returns its exit code and what it printed.
BrowserVisit run_browser(const std::string& words) {
  const ScratchFolder profile;
  const std::string command = "timeout 120 chromium" + std::string{kFlags} + " --user-data-dir='" +
                              profile.path().string() + "' " + words + " 2>/dev/null";
  std::FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error{"cannot start a shell for chromium"};
  BrowserVisit visit;
  std::array<char, 65536> chunk{};
  while (const std::size_t size = std::fread(chunk.data(), 1, chunk.size(), pipe)) {
    visit.dom.append(chunk.data(), size);
  }
  visit.exit_code = pclose(pipe);
  return visit;
}

std::string address_of(const std::filesystem::path& page) {
  return "'file://" + std::filesystem::absolute(page).string() + '\'';
}

}  // namespace

ScratchFolder::ScratchFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "tradewind-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error{"cannot make a scratch folder"};
  path_ = name;
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;  // A browser process may still be closing its profile.
  std::filesystem::remove_all(path_, ignored);
}

std::filesystem::path ScratchFolder::write(std::string_view name, std::string_view text) const {
  const auto path = path_ / name;
  std::ofstream{path, std::ios::binary} << text;
  return path;
}

BrowserVisit visit(const std::filesystem::path& page, int width) {
  return run_browser("--dump-dom --window-size=" + std::to_string(width) + ",900 " +
                     address_of(page));
}

std::string picture_of(const std::filesystem::path& page, int width, int height, bool is_dark) {
  const ScratchFolder folder;
  const auto picture = folder.path() / "page.png";
  run_browser("--screenshot='" + picture.string() + "' --window-size=" + std::to_string(width) +
              ',' + std::to_string(height) + " --blink-settings=preferredColorScheme=" +
              (is_dark ? "0 " : "1 ") + address_of(page));
  std::ifstream file{picture, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, std::istreambuf_iterator<char>{}};
}

TripWire::TripWire() {
  socket_ = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  const bool listens = socket_ >= 0 && bind(socket_, generic, size) == 0 &&
                       listen(socket_, 16) == 0 && getsockname(socket_, generic, &size) == 0;
  if (!listens) throw std::runtime_error{"cannot listen on the loopback address"};
  port_ = ntohs(address.sin_port);
  watch_ = std::jthread{[this](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      pollfd waiting{.fd = socket_, .events = POLLIN, .revents = 0};
      poll(&waiting, 1, 20);
      hang_up_on_all();
    }
  }};
}

TripWire::~TripWire() {
  was_touched();
  close(socket_);
}

bool TripWire::was_touched() {
  watch_.request_stop();
  if (watch_.joinable()) watch_.join();
  hang_up_on_all();
  return was_touched_;
}

void TripWire::hang_up_on_all() {
  for (int peer = accept(socket_, nullptr, nullptr); peer >= 0;
       peer = accept(socket_, nullptr, nullptr)) {
    was_touched_ = true;
    close(peer);
  }
}

}  // namespace tw::support
