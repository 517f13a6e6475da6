// The eyes and hands of a test inside Wireshark: looks at models and widgets instead of reading the
// screen, and sends the events of mouse and keyboard.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef DCOMAUTH_DRIVER_HANDS_H
#define DCOMAUTH_DRIVER_HANDS_H

#include <QAbstractItemView>
#include <QDockWidget>
#include <QMainWindow>
#include <QString>
#include <QTextBrowser>
#include <functional>

class Hands
{
  public:
    // Says "ok N - WHAT" or "not ok N - WHAT: DETAIL" on the standard error.
    bool check(bool good, const QString &what, const QString &detail = {});
    int failures() const
    {
        return failures_;
    }

    // Lets Wireshark work until it is true; a failure where that takes too long.
    bool wait(const QString &what, const std::function<bool()> &condition);
    void rest(int milliseconds);

    // --- Wireshark ---
    bool findWindow();
    bool findPane();
    QMainWindow *window() const
    {
        return window_;
    }
    bool open(const QString &file);
    void close();
    void trigger(const char *action);
    QAbstractItemView *packets() const;
    quint32 currentPacket() const;
    bool selectPacket(quint32 number);
    int displayedPackets() const;
    QString filterText() const;
    void setFilter(const QString &filter);
    void switchProfile(const QString &name);

    // Whoever feeds a capture waits for a file of this name.
    void askFor(const QString &name);

    // --- the pane ---
    QDockWidget *dock() const
    {
        return dock_;
    }
    QAbstractItemView *list() const
    {
        return list_;
    }
    QWidget *ladder() const
    {
        return ladder_;
    }
    QTextBrowser *details() const
    {
        return details_;
    }
    QString label(const char *name) const;
    void press(const char *action); // of the head
    bool waitForFindings(int count);
    bool waitForText(const char *label, const QString &text);
    int findingCount() const;
    int causeCount() const;
    QModelIndex rowOfFinding(int finding) const;
    QString cell(const QModelIndex &row, int column) const;
    int currentFinding() const;
    void clickRow(const QModelIndex &row);
    int messages() const;
    QString messageText(int message) const;
    QRect messageRect(int message) const;
    void clickMessage(int message);
    // Clicks on the first link whose address begins like that, by keyboard where told so.
    bool followLink(const QString &address);
    QStringList commands() const;

    void click(QWidget *widget, const QPoint &at);
    int clicks() const
    {
        return clicks_;
    }
    static void key(QWidget *widget, int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier);

  private:
    QMainWindow *window_ = nullptr;
    QDockWidget *dock_ = nullptr;
    QAbstractItemView *list_ = nullptr;
    QWidget *ladder_ = nullptr;
    QTextBrowser *details_ = nullptr;
    int number_ = 0;
    int failures_ = 0;
    int clicks_ = 0;
};

// The columns and roles of the list, as FindingTree has them.
enum Column { What, Count, Client, Server, Frame, Time, Severity };
enum Role { FindingRole = Qt::UserRole };

// What the driver can play; each uses the files that the environment names.
using Scenario = void (*)(Hands &hands);
Scenario findScenario(const QString &name);
QString variable(const char *name); // DCOMAUTH_DRIVER_…

#endif
