#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <thread>

namespace tw::support {

/// A fresh folder that is gone with the object.
class ScratchFolder {
 public:
  ScratchFolder();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

  /// Writes a file into the folder and returns its path.
  std::filesystem::path write(std::string_view name, std::string_view text) const;

 private:
  std::filesystem::path path_;
};

/// What a browser without a window made of a page.
struct BrowserVisit {
  int exit_code = -1;
  std::string dom;  ///< The page after its scripts ran, as HTML.
};

/// Opens the file in headless Chromium with a profile of its own and waits for its scripts.
BrowserVisit visit(const std::filesystem::path& page, int width = 1280);

/// Takes a picture of the page, `width` by `height`; returns the PNG's bytes.
std::string picture_of(const std::filesystem::path& page, int width, int height, bool is_dark);

/// A port of this machine that notices whoever connects, and hangs up.
/// Thread: its own accepts; call from one other.
class TripWire {
 public:
  TripWire();
  ~TripWire();
  TripWire(const TripWire&) = delete;
  TripWire& operator=(const TripWire&) = delete;

  int port() const { return port_; }
  /// Stops listening and returns whether anyone has connected.
  bool was_touched();

 private:
  void hang_up_on_all();

  int socket_ = -1;
  int port_ = 0;
  bool was_touched_ = false;
  std::jthread watch_;
};

}  // namespace tw::support
