enum NewsroomWebStub {}
