#pragma once

#include <filesystem>
#include <pwd.h>
#include <stdexcept>
#include <string>
#include <sys/mount.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace tw::support {

/// A copy of a folder that nobody may write to, as long as this lives: a small file system of its
/// own where we may mount one, else one whose modes say so. Who is root and may not mount is nobody
/// in particular meanwhile, as root may write whatever a mode says.
class ReadOnlyFolder {
 public:
  /// Requires an absolute `path` that is not there yet.
  ReadOnlyFolder(const std::string& from, std::string path) : path_{std::move(path)} {
    namespace fs = std::filesystem;
    fs::create_directories(path_);
    is_mounted_ = ::mount("tmpfs", path_.c_str(), "tmpfs", 0, "size=64m") == 0;
    fs::copy(from, path_, fs::copy_options::recursive);
    if (is_mounted_) {
      if (::mount("tmpfs", path_.c_str(), "tmpfs", MS_REMOUNT | MS_RDONLY, nullptr) != 0) {
        throw std::runtime_error{"cannot make '" + path_ + "' read-only"};
      }
      return;
    }
    set_writable(false);
    if (::geteuid() != 0) return;
    // Whoever we are then has to reach it.
    fs::permissions(fs::path{path_}.parent_path(), fs::perms::others_exec, fs::perm_options::add);
    const passwd* const nobody = ::getpwnam("nobody");
    if (nobody == nullptr || ::seteuid(nobody->pw_uid) != 0) {
      throw std::runtime_error{"there is no user 'nobody' to be refused"};
    }
    is_nobody_ = true;
  }
  ~ReadOnlyFolder() {
    if (is_nobody_ && ::seteuid(0) != 0) std::terminate();
    if (is_mounted_) ::umount2(path_.c_str(), MNT_DETACH);
    if (!is_mounted_) set_writable(true);
  }
  ReadOnlyFolder(const ReadOnlyFolder&) = delete;
  ReadOnlyFolder& operator=(const ReadOnlyFolder&) = delete;

  const std::string& path() const { return path_; }

 private:
  void set_writable(bool is_writable) const {
    namespace fs = std::filesystem;
    const auto set = [&](const fs::path& path) {
      const fs::perms writes = fs::perms::owner_write;
      fs::permissions(path, fs::perms::group_read | fs::perms::others_read, fs::perm_options::add);
      fs::permissions(path, writes, is_writable ? fs::perm_options::add : fs::perm_options::remove);
      if (fs::is_directory(path)) {
        fs::permissions(path, fs::perms::group_exec | fs::perms::others_exec,
                        fs::perm_options::add);
      }
    };
    set(path_);
    for (const auto& entry : fs::recursive_directory_iterator{path_}) set(entry.path());
  }

  std::string path_;
  bool is_mounted_ = false;
  bool is_nobody_ = false;
};

}  // namespace tw::support
