#include "providers/records.hpp"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>
#include <utility>

#include "log/log.hpp"
#include "store/descriptor.hpp"
#include "store/file.hpp"

namespace tw::providers {
namespace {

class FileRecords final : public Records {
 public:
  explicit FileRecords(std::string folder) : folder_{std::move(folder)} {}

  void update(const std::string& name, const std::function<void(VendorRecord&)>& change) override {
    const std::scoped_lock one_thread{mutex_};
    const store::Descriptor lock = lock_folder();
    VendorRecord record = read(name);
    change(record);
    if (!lock || !write(name, to_text(record))) hold(name, std::move(record));
  }

  void reset(const std::string& name) override {
    const std::scoped_lock one_thread{mutex_};
    const store::Descriptor lock = lock_folder();
    held_.erase(name);
    ::unlink(path_of(name).c_str());
  }

 private:
  std::string path_of(const std::string& name) const { return folder_ + "/" + name + ".record"; }

  /// Returns the lock, or what is no file where there is none to be had.
  store::Descriptor lock_folder() const {
    store::Descriptor file{::open((folder_ + "/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)};
    while (file && ::flock(file.get(), LOCK_EX) != 0) {
      if (errno != EINTR) return store::Descriptor{-1};
    }
    return file;
  }

  VendorRecord read(const std::string& name) const {
    if (const auto held = held_.find(name); held != held_.end()) return held->second;
    const auto text = store::FileText::read(path_of(name));
    if (!text) return {};
    return parse_record(text->view()).value_or(VendorRecord{});
  }

  bool write(const std::string& name, const std::string& text) const {
    const std::string fresh = path_of(name) + ".new";
    const store::Descriptor file{
        ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)};
    return file && file.write_all(text) && ::rename(fresh.c_str(), path_of(name).c_str()) == 0;
  }

  void hold(const std::string& name, VendorRecord record) {
    if (held_.empty()) {
      log::warning("providers", "budgets cannot be kept on disk and end with this process",
                   {{"folder", folder_}});
    }
    held_[name] = std::move(record);
  }

  const std::string folder_;
  std::mutex mutex_;
  std::map<std::string, VendorRecord> held_;  ///< Those that no file takes.
};

}  // namespace

void HeldRecords::update(const std::string& name,
                         const std::function<void(VendorRecord&)>& change) {
  const std::scoped_lock lock{mutex_};
  change(records_[name]);
}

void HeldRecords::reset(const std::string& name) {
  const std::scoped_lock lock{mutex_};
  records_.erase(name);
}

std::expected<std::unique_ptr<Records>, std::string> open_records(const std::string& folder) {
  const auto made = store::make_folders(folder);
  if (!made) return std::unexpected{made.error().message};
  return std::make_unique<FileRecords>(folder);
}

}  // namespace tw::providers
