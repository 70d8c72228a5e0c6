#include "support/postgres_server.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <iterator>
#include <netinet/in.h>
#include <pwd.h>
#include <sstream>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace tw::support {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kStartMax{60};

/// Returns the folder of the newest server that is installed.
std::string find_binaries() {
  std::vector<std::string> found;
  std::error_code missing;
  for (const auto& version : fs::directory_iterator{"/usr/lib/postgresql", missing}) {
    const std::string folder = version.path().string() + "/bin";
    if (fs::exists(folder + "/initdb")) found.push_back(folder);
  }
  if (found.empty()) {
    throw std::runtime_error{"there is no PostgreSQL server to test with: scripts/install test"};
  }
  return *std::ranges::max_element(found);
}

/// Returns whom the server runs as: nobody in particular, but not root.
const passwd* other_user() {
  if (geteuid() != 0) return nullptr;
  const passwd* user = getpwnam("postgres");
  return user != nullptr ? user : getpwnam("nobody");
}

int free_port() {
  const int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  if (bind(probe, any, size) != 0 || getsockname(probe, any, &size) != 0) {
    throw std::runtime_error{"there is no free loopback port"};
  }
  close(probe);
  return ntohs(address.sin_port);
}

/// Starts a program that dies with us; what it says goes to `log`.
pid_t spawn(std::vector<std::string> words, const std::string& folder, const std::string& log) {
  const passwd* const user = other_user();
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const pid_t child = fork();
  if (child != 0) return child;
  if (user != nullptr && (setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0)) _exit(126);
  prctl(PR_SET_PDEATHSIG, SIGQUIT);  // After the change of user, which would forget it.
  const int out = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  dup2(out, STDOUT_FILENO);
  dup2(out, STDERR_FILENO);
  if (chdir(folder.c_str()) != 0) _exit(126);
  unsetenv("LC_ALL");
  execv(arguments[0], arguments.data());
  _exit(127);
}

std::string escaped(const std::string& text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0) {
      out += c;
    } else {
      out += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return out;
}

}  // namespace

PostgresServer::PostgresServer() : binaries_{find_binaries()} {
  folder_.write("password", std::string{kPassword} + "\n");
  if (const passwd* const user = other_user()) {
    for (const std::string& path : {folder_.path(), folder_ / "password"}) {
      if (chown(path.c_str(), user->pw_uid, user->pw_gid) != 0) {
        throw std::runtime_error{"cannot give the server its folder"};
      }
    }
  }
  const pid_t initdb =
      spawn({binaries_ + "/initdb", "-D", folder_ / "data", "-U", "owner", "-E", "UTF8",
             "--locale=C", "--auth-local=trust", "--auth-host=scram-sha-256", "--pwfile",
             folder_ / "password", "--no-sync", "--no-instructions"},
            folder_.path(), folder_ / "log");
  int status = -1;
  waitpid(initdb, &status, 0);
  if (status != 0) throw std::runtime_error{"initdb failed: " + read_text(folder_ / "log")};
  port_ = free_port();
  start();
}

PostgresServer::~PostgresServer() { end(); }

void PostgresServer::start() {
  pid_ = spawn({binaries_ + "/postgres",
                "-D",
                folder_ / "data",
                "-h",
                "127.0.0.1",
                "-p",
                std::to_string(port_),
                "-k",
                folder_.path(),
                "-F",
                "-c",
                "max_connections=50",
                "-c",
                "shared_buffers=64MB",
                "-c",
                "max_wal_senders=0",
                "-c",
                "wal_level=minimal",
                "-c",
                "max_wal_size=512MB"},
               folder_.path(), folder_ / "log");
  const auto end = std::chrono::steady_clock::now() + kStartMax;
  // The last line of this file is the server's own word that it is ready; one that was killed has
  // left its own there.
  const auto is_ready = [&] {
    const std::string said = read_text(folder_ / "data/postmaster.pid");
    return said.starts_with(std::to_string(pid_) + "\n") && said.find("ready") != std::string::npos;
  };
  while (!is_ready()) {
    int status = 0;
    const bool has_ended = waitpid(pid_, &status, WNOHANG) == pid_;
    if (has_ended || std::chrono::steady_clock::now() > end) {
      if (has_ended) pid_ = -1;
      throw std::runtime_error{"the server did not start: " + read_text(folder_ / "log")};
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  }
}

void PostgresServer::kill() {
  if (pid_ < 0) return;
  // Its processes become ours when it is gone, so that they can be waited for.
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  const std::string of_server = std::to_string(pid_);
  std::istringstream names{read_text("/proc/" + of_server + "/task/" + of_server + "/children")};
  const std::vector<pid_t> children{std::istream_iterator<pid_t>{names}, {}};
  ::kill(pid_, SIGKILL);
  for (const pid_t child : children) ::kill(child, SIGKILL);
  int status = 0;
  waitpid(pid_, &status, 0);
  for (const pid_t child : children) waitpid(child, &status, 0);
  pid_ = -1;
}

/// Lets it take its shared memory with it.
void PostgresServer::end() {
  if (pid_ < 0) return;
  ::kill(pid_, SIGQUIT);
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
}

std::string PostgresServer::url(const std::string& database) const {
  return url(database, "owner", kPassword);
}

std::string PostgresServer::url(const std::string& database, const std::string& user,
                                const std::string& password) const {
  return "postgresql://" + user + ":" + escaped(password) + "@127.0.0.1:" + std::to_string(port_) +
         "/" + database;
}

}  // namespace tw::support
